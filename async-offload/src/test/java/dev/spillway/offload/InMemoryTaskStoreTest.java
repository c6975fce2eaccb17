package dev.spillway.offload;

/** The store of the other tests keeps the promises that they rely on. */
class InMemoryTaskStoreTest extends TaskStoreTck.Suite {
    @Override
    protected TaskStore open() {
        return new InMemoryTaskStore(time);
    }

    @Override
    protected TaskStore restart(TaskStore store) {
        ((InMemoryTaskStore) store).restart();
        return store;
    }
}
