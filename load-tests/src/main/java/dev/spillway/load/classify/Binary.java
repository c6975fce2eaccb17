package dev.spillway.load.classify;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Arrays in a model file: their length, then their elements. */
final class Binary {
    private static final int LENGTH_MAX = 200_000_000;

    private Binary() {}

    static void write(DataOutput out, float[] values) throws IOException {
        out.writeInt(values.length);
        for (float value : values) {
            out.writeFloat(value);
        }
    }

    static void write(DataOutput out, long[] values) throws IOException {
        out.writeInt(values.length);
        for (long value : values) {
            out.writeLong(value);
        }
    }

    static float[] readFloats(DataInput in) throws IOException {
        var values = new float[length(in)];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readFloat();
        }
        return values;
    }

    static long[] readLongs(DataInput in) throws IOException {
        var values = new long[length(in)];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readLong();
        }
        return values;
    }

    static int length(DataInput in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > LENGTH_MAX) {
            throw new IOException("a length of " + length + " is not between 0 and " + LENGTH_MAX);
        }
        return length;
    }
}
