package dev.spillway.cascade.calibration;

/** Says what is wrong with the tree of a calibration, and where. */
public final class BadCalibration extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final String path;
    private final String problem;

    BadCalibration(String path, String problem) {
        super(path.isEmpty() ? problem : path + ": " + problem);
        this.path = path;
        this.problem = problem;
    }

    /** Where: {@code models[0].calibrator}; empty for the whole. */
    public String path() {
        return path;
    }

    /** What is wrong, with the value. */
    public String problem() {
        return problem;
    }
}
