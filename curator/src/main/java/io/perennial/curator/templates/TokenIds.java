package io.perennial.curator.templates;

import java.util.Arrays;

/**
 * Numbers for the words of templates, so that two lines are compared by numbers. A word has a number as long as somebody holds it;
 * words of lines that match a template are only looked up, which allocates nothing. Open addressing with linear probing. Not safe for
 * use by several threads.
 */
final class TokenIds {
    /** A word that no template holds. Never equal to the word of a template. */
    static final int UNKNOWN = -1;

    private static final int FREE = -1;
    private static final char[] NO_WORD = {};
    private static final int HASH_MULTIPLIER = 31;
    private static final int SPREAD = 0x9E3779B9;

    private int[] table = emptyTable(1024);
    private char[][] words = new char[256][];
    private int[] hashes = new int[256];
    private int[] holders = new int[256];
    private int[] freed = new int[16];
    private int freedCount;
    private int used;

    /** Hash of a word that goes on with this character; 0 to begin with. */
    static int hash(int before, char c) {
        return HASH_MULTIPLIER * before + c;
    }

    int find(char[] line, int start, int end, int hash) {
        for (int slot = slot(hash); table[slot] != FREE; slot = (slot + 1) & (table.length - 1)) {
            int id = table[slot];
            if (hashes[id] == hash && isWord(id, line, start, end)) {
                return id;
            }
        }
        return UNKNOWN;
    }

    /** The number of a word, which is given one more holder. */
    int hold(char[] line, int start, int end, int hash) {
        int known = find(line, start, end, hash);
        if (known != UNKNOWN) {
            holders[known]++;
            return known;
        }
        if (2 * (size() + 1) > table.length) {
            grow();
        }
        int id = nextId();
        words[id] = Arrays.copyOfRange(line, start, end);
        hashes[id] = hash;
        holders[id] = 1;
        insert(id);
        return id;
    }

    int hold(String word) {
        char[] characters = word.toCharArray();
        int hash = 0;
        for (char c : characters) {
            hash = hash(hash, c);
        }
        return hold(characters, 0, characters.length, hash);
    }

    /** A word without holders loses its number. */
    void release(int id) {
        if (--holders[id] > 0) {
            return;
        }
        remove(id);
        words[id] = NO_WORD;
        if (freedCount == freed.length) {
            freed = Arrays.copyOf(freed, 2 * freedCount);
        }
        freed[freedCount++] = id;
    }

    String word(int id) {
        return new String(words[id]);
    }

    int size() {
        return used - freedCount;
    }

    private boolean isWord(int id, char[] line, int start, int end) {
        return Arrays.equals(words[id], 0, words[id].length, line, start, end);
    }

    private int nextId() {
        if (freedCount > 0) {
            return freed[--freedCount];
        }
        if (used == words.length) {
            words = Arrays.copyOf(words, 2 * used);
            hashes = Arrays.copyOf(hashes, 2 * used);
            holders = Arrays.copyOf(holders, 2 * used);
        }
        return used++;
    }

    private int slot(int hash) {
        return ((hash * SPREAD) >>> 7) & (table.length - 1);
    }

    private void insert(int id) {
        int slot = slot(hashes[id]);
        while (table[slot] != FREE) {
            slot = (slot + 1) & (table.length - 1);
        }
        table[slot] = id;
    }

    /** Closes the gap, so that no look-up ends too early (Knuth, volume 3, algorithm 6.4R). */
    private void remove(int id) {
        int mask = table.length - 1;
        int gap = slot(hashes[id]);
        while (table[gap] != id) {
            gap = (gap + 1) & mask;
        }
        for (int slot = (gap + 1) & mask; table[slot] != FREE; slot = (slot + 1) & mask) {
            int home = slot(hashes[table[slot]]);
            if (((slot - home) & mask) >= ((slot - gap) & mask)) {
                table[gap] = table[slot];
                gap = slot;
            }
        }
        table[gap] = FREE;
    }

    private void grow() {
        int[] before = table;
        table = emptyTable(2 * before.length);
        for (int id : before) {
            if (id != FREE) {
                insert(id);
            }
        }
    }

    private static int[] emptyTable(int slots) {
        int[] table = new int[slots];
        Arrays.fill(table, FREE);
        return table;
    }
}
