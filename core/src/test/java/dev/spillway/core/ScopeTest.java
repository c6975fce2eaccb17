package dev.spillway.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ScopeTest {
    private final Scope scope = Scope.root();
    private final List<String> done = new ArrayList<>();

    private Runnable note(String what) {
        return () -> done.add(what);
    }

    private static Runnable throwing(Throwable bug) {
        return () -> {
            if (bug instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) bug;
        };
    }

    @Test
    void beginsOpen() {
        assertThat(scope.isOver()).isFalse();
        assertThat(scope.isCancelled()).isFalse();
    }

    @Test
    void whatWasRegisteredLastIsDoneFirst() {
        scope.onEnd(note("first"));
        scope.onCancel(note("second"));
        scope.onEnd(note("third"));
        scope.cancel();

        assertThat(done).containsExactly("third", "second", "first");
    }

    @Test
    void orderlyEndRunsNoCancelTask() {
        scope.onCancel(note("cancel"));
        scope.onEnd(note("end"));
        scope.end();

        assertThat(done).containsExactly("end");
        assertThat(scope.isOver()).isTrue();
        assertThat(scope.isCancelled()).isFalse();
    }

    @Test
    void onlyTheFirstEndCounts() {
        scope.onCancel(note("cancel"));
        scope.onEnd(note("end"));
        scope.end();
        scope.cancel();
        scope.end();

        assertThat(done).containsExactly("end");
        assertThat(scope.isCancelled()).isFalse();
    }

    @Test
    void secondCancelIsHarmless() {
        scope.onCancel(note("cancel"));
        scope.cancel();
        scope.cancel();

        assertThat(done).containsExactly("cancel");
        assertThat(scope.isCancelled()).isTrue();
    }

    @Test
    void taskThatComesLateRunsAtOnce() {
        scope.cancel();
        scope.onCancel(note("cancel"));
        scope.onEnd(note("end"));

        assertThat(done).containsExactly("cancel", "end");
    }

    @Test
    void afterAnOrderlyEndOnlyEndTasksRunAtOnce() {
        scope.end();
        scope.onCancel(note("cancel"));
        scope.onEnd(note("end"));

        assertThat(done).containsExactly("end");
    }

    @Test
    void taskRegisteredByTaskRunsAtOnce() {
        scope.onEnd(note("outer"));
        scope.onEnd(() -> scope.onEnd(note("inner")));
        scope.end();

        assertThat(done).containsExactly("inner", "outer");
    }

    @Test
    void forkIsCancelledWithItsParentAndBeforeIt() {
        scope.onEnd(note("parent before"));
        Scope fork = scope.fork();
        fork.onCancel(note("fork"));
        scope.onEnd(note("parent after"));
        scope.cancel();

        assertThat(done).containsExactly("parent after", "fork", "parent before");
        assertThat(fork.isCancelled()).isTrue();
    }

    @Test
    void forkThatIsStillOpenIsCancelledWhenItsParentEndsInOrder() {
        Scope fork = scope.fork();
        fork.onCancel(note("fork"));
        scope.end();

        assertThat(done).containsExactly("fork");
        assertThat(fork.isCancelled()).isTrue();
        assertThat(scope.isCancelled()).isFalse();
    }

    @Test
    void endOfForkLeavesParentAndSiblingsOpen() {
        Scope fork = scope.fork();
        Scope sibling = scope.fork();
        fork.cancel();

        assertThat(scope.isOver()).isFalse();
        assertThat(sibling.isOver()).isFalse();
    }

    @Test
    void forkThatEndedIsNotTouchedByItsParent() {
        Scope fork = scope.fork();
        fork.onCancel(note("cancel"));
        fork.end();
        scope.cancel();

        assertThat(done).isEmpty();
        assertThat(fork.isCancelled()).isFalse();
    }

    @Test
    void forkOfScopeThatIsOverIsBornCancelled() {
        scope.end();
        Scope fork = scope.fork();
        fork.onCancel(note("cancel"));

        assertThat(fork.isCancelled()).isTrue();
        assertThat(done).containsExactly("cancel");
    }

    @Test
    void forkMadeWhileTheScopeEndsIsBornCancelled() {
        scope.onEnd(() -> scope.fork().onCancel(note("late fork")));
        scope.end();

        assertThat(done).containsExactly("late fork");
    }

    @Test
    void deadForksAreNotKept() {
        for (int i = 0; i < 1000; i++) {
            scope.fork().end();
            scope.fork().cancel();
        }

        assertThat(scope).hasToString("OPEN scope that holds 0");
    }

    @Test
    void nothingIsHeldOnceItIsOver() {
        scope.fork().onEnd(note("fork"));
        scope.onEnd(note("end"));
        scope.cancel();

        assertThat(scope).hasToString("CANCELLED scope that holds 0");
    }

    @Test
    void bugOfOneTaskKeepsNoOtherFromRunning() {
        IllegalStateException first = new IllegalStateException("first");
        IllegalStateException second = new IllegalStateException("second");
        scope.onEnd(note("one"));
        scope.onEnd(throwing(second));
        scope.fork().onCancel(note("two"));
        scope.onEnd(throwing(first));

        assertThatThrownBy(scope::cancel).isSameAs(first).hasSuppressedException(second);
        assertThat(done).containsExactly("two", "one");
    }

    @Test
    void errorIsNoReasonToKeepPermits() {
        StackOverflowError error = new StackOverflowError();
        scope.onEnd(note("permit"));
        scope.onEnd(throwing(error));

        assertThatThrownBy(scope::end).isSameAs(error);
        assertThat(done).containsExactly("permit");
    }

    @Test
    void oneBugThrownTwiceIsThrownOnce() {
        IllegalStateException bug = new IllegalStateException("again and again");
        scope.onEnd(throwing(bug));
        scope.onEnd(throwing(bug));

        assertThatThrownBy(scope::end).isSameAs(bug).hasNoSuppressedExceptions();
    }

    @Test
    void taskMayEndTheParent() {
        Scope fork = scope.fork();
        scope.onEnd(note("parent"));
        fork.onEnd(note("fork"));
        fork.onEnd(scope::end);
        fork.end();

        assertThat(done).containsExactlyInAnyOrder("parent", "fork");
        assertThat(scope.isOver()).isTrue();
    }

    @Test
    void taskMayEndSiblingFork() {
        Scope fork = scope.fork();
        Scope sibling = scope.fork();
        sibling.onEnd(note("sibling"));
        fork.onEnd(sibling::end);
        sibling.onCancel(fork::end);
        scope.cancel();

        assertThat(done).containsExactly("sibling");
        assertThat(fork.isOver()).isTrue();
    }

    @Test
    void inEveryTreeEachTaskRunsOnceWhenItShould() {
        Seeds.check(2_000, random -> {
            Tree tree = new Tree();
            Scope root = Scope.root();
            tree.grow(root, random, 4);
            tree.endSome(random);
            root.cancel();

            assertThat(tree.ends).allMatch(count -> count[0] == 1);
            assertThat(tree.cancels).allMatch(cancel -> cancel.ran == (cancel.scope.isCancelled() ? 1 : 0));
            assertThat(tree.scopes).allMatch(Scope::isOver);
        });
    }

    /** A random tree of scopes with tasks that count. */
    private static final class Tree {
        private static final class Cancel {
            final Scope scope;
            int ran;

            Cancel(Scope scope) {
                this.scope = scope;
            }
        }

        private final List<Scope> scopes = new ArrayList<>();
        private final List<int[]> ends = new ArrayList<>();
        private final List<Cancel> cancels = new ArrayList<>();

        void grow(Scope scope, SplittableRandom random, int depth) {
            scopes.add(scope);
            for (int i = random.nextInt(5); i > 0; i--) {
                switch (random.nextInt(3)) {
                    case 0 -> {
                        int[] count = new int[1];
                        ends.add(count);
                        scope.onEnd(() -> count[0]++);
                    }
                    case 1 -> {
                        Cancel cancel = new Cancel(scope);
                        cancels.add(cancel);
                        scope.onCancel(() -> cancel.ran++);
                    }
                    default -> {
                        if (depth > 0) {
                            grow(scope.fork(), random, depth - 1);
                        }
                    }
                }
            }
        }

        void endSome(SplittableRandom random) {
            for (Scope scope : scopes) {
                switch (random.nextInt(6)) {
                    case 0 -> scope.end();
                    case 1 -> scope.cancel();
                    default -> {} // its parent's end will do
                }
            }
        }
    }
}
