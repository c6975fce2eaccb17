package dev.spillway.load.classify;

/** How a linear model is trained: passes over the examples, and AdaGrad's initial learning rate. */
record Recipe(int epochs, double rate) {}
