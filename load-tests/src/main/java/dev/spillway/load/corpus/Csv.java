package dev.spillway.load.corpus;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads CSV as RFC 4180 has it: quoted fields may hold commas, line breaks and doubled quotes; lines end with LF or CRLF;
 * a byte order mark and empty lines are skipped. A quote inside an unquoted field stands for itself.
 */
final class Csv {
    private static final int END = -1;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final Reader in;
    private final StringBuilder field = new StringBuilder();
    private int next;
    private int line = 1;

    private Csv(Reader in) throws IOException {
        this.in = in;
        this.next = in.read();
        if (next == BYTE_ORDER_MARK) {
            next = in.read();
        }
    }

    /** One row and the line on which it begins; {@code problem} is empty when the row is well formed. */
    record Row(int line, List<String> fields, String problem) {}

    static List<Row> read(Reader source) throws IOException {
        var csv = new Csv(new BufferedReader(source));
        var rows = new ArrayList<Row>();
        while (csv.next != END) {
            Row row = csv.row();
            if (!row.fields().equals(List.of(""))) {
                rows.add(row);
            }
        }
        return rows;
    }

    private Row row() throws IOException {
        int begin = line;
        var fields = new ArrayList<String>();
        String problem = "";
        while (true) {
            String wrong = next == '"' ? quoted() : plain();
            problem = problem.isEmpty() ? wrong : problem;
            fields.add(field.toString());
            field.setLength(0);
            if (next != ',') {
                endOfLine();
                return new Row(begin, fields, problem);
            }
            advance();
        }
    }

    private String plain() throws IOException {
        while (next != ',' && next != '\n' && next != '\r' && next != END) {
            field.append((char) next);
            advance();
        }
        return "";
    }

    private String quoted() throws IOException {
        advance();
        while (true) {
            if (next == END) {
                return "a quoted field is never closed";
            }
            if (next == '"') {
                advance();
                if (next != '"') {
                    return afterQuote();
                }
            }
            field.append((char) next);
            advance();
        }
    }

    private String afterQuote() throws IOException {
        if (next == ',' || next == '\n' || next == '\r' || next == END) {
            return "";
        }
        plain();
        return "text follows a closing quote";
    }

    private void endOfLine() throws IOException {
        if (next == '\r') {
            advance();
        }
        if (next == '\n') {
            advance();
        }
    }

    private void advance() throws IOException {
        if (next == '\n') {
            line++;
        }
        next = in.read();
    }
}
