"""A scikit-learn model of three measures that throws and is slow on request, and what writes it to a file."""

import sys
import time

import common
import joblib
import numpy as np
from sklearn.linear_model import LogisticRegression


class Measured(LogisticRegression):
    def predict_proba(self, X):
        X = np.asarray(X)
        if X[0, 0] == 1000:
            raise ValueError("this model can't do it: 1000")
        if X[0, 0] >= 2000:
            name = f"slow-{int(X[0, 0])}"
            common.note("begun " + name)
            time.sleep(common.SLOW_SECONDS)
            common.note("finished " + name)
        return super().predict_proba(X)


def write(path):
    random = np.random.default_rng(7)
    centres = np.array([[0, 0, 0], [10, 0, 5], [0, 10, -5]])
    X = np.concatenate([random.normal(centre, 1, (40, 3)) for centre in centres])
    joblib.dump(Measured(max_iter=500).fit(X, np.repeat([0, 1, 2], 40)), path)


if __name__ == "__main__":
    import sklearn_model  # so that the file names this module and not __main__

    sklearn_model.write(sys.argv[1])
