package io.perennial.curator.templates;

import io.perennial.curator.patterns.Symbols;
import java.util.Arrays;

/** The words of the line that is looked at, as places in its characters and as numbers. Reused from line to line. */
final class LineTokens {
    /** Words of a line that count; what follows is taken for part of none. Bounds the time of a comparison. */
    static final int MOST = 256;

    private final TokenIds ids;
    private final int[] starts = new int[MOST];
    private final int[] ends = new int[MOST];
    private final int[] hashes = new int[MOST];
    private final int[] found = new int[MOST];
    private char[] line = new char[0];
    private int count;

    LineTokens(TokenIds ids) {
        this.ids = ids;
    }

    /** Splits a line at white space. The characters must stay as they are until the next call. */
    void read(char[] characters, int length) {
        line = characters;
        count = 0;
        int position = 0;
        while (position < length && count < MOST) {
            while (position < length && Symbols.isSpace(characters[position])) {
                position++;
            }
            int start = position;
            int hash = 0;
            while (position < length && !Symbols.isSpace(characters[position])) {
                hash = TokenIds.hash(hash, characters[position++]);
            }
            if (position > start) {
                starts[count] = start;
                ends[count] = position;
                hashes[count] = hash;
                found[count++] = ids.find(characters, start, position, hash);
            }
        }
    }

    int count() {
        return count;
    }

    /** Number of a word, or {@link TokenIds#UNKNOWN}. */
    int id(int index) {
        return found[index];
    }

    boolean hasDigit(int index) {
        for (int i = starts[index]; i < ends[index]; i++) {
            if (Symbols.isDigit(line[i])) {
                return true;
            }
        }
        return false;
    }

    /** Holds the word and gives its number. */
    int hold(int index) {
        found[index] = ids.hold(line, starts[index], ends[index], hashes[index]);
        return found[index];
    }

    /** Holds all words and gives their numbers. */
    int[] holdAll() {
        for (int i = 0; i < count; i++) {
            hold(i);
        }
        return Arrays.copyOf(found, count);
    }
}
