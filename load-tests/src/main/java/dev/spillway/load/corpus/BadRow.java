package dev.spillway.load.corpus;

/** A row of a CSV file that could not be used; lines count from 1, and the line is the one on which the row begins. */
public record BadRow(int line, String why) {
    @Override
    public String toString() {
        return "line " + line + ": " + why;
    }
}
