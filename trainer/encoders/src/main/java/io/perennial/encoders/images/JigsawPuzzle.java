package io.perennial.encoders.images;

import io.perennial.encoders.random.CounterRandom;
import io.perennial.encoders.random.Purpose;

/**
 * Nine tiles in one of a hundred orders (Noroozi and Favaro, 2016). A tile is cut out of its ninth of the picture at a random place,
 * so that edges do not give the order away.
 */
public final class JigsawPuzzle implements Puzzle {
    static final int ORDERS = 100;

    private static final int GRID = 3;
    private static final int TILES = GRID * GRID;
    private static final int CANDIDATES = 1000;

    private final int pictureSide;
    private final int tile;
    private final int[][] orders;

    /**
     * @param pictureSide pixels of a side of the picture
     * @param patch pixels of a side of a patch; tiles are whole patches
     */
    public JigsawPuzzle(int pictureSide, int patch) {
        this.pictureSide = pictureSide;
        tile = pictureSide / GRID / patch * patch;
        if (tile < 1) {
            throw new IllegalArgumentException(
                    "a picture of " + pictureSide + " pixels has no room for three patches of " + patch);
        }
        orders = farApart();
    }

    @Override
    public int variants() {
        return 1;
    }

    @Override
    public int classes() {
        return ORDERS;
    }

    @Override
    public int side() {
        return GRID * tile;
    }

    @Override
    public int draw(float[] pixels, int variant, CounterRandom random, float[] changed) {
        int label = random.nextInt(ORDERS);
        int room = pictureSide / GRID - tile + 1;
        for (int place = 0; place < TILES; place++) {
            int piece = orders[label][place];
            int top = piece / GRID * pictureSide / GRID + random.nextInt(room);
            int left = piece % GRID * pictureSide / GRID + random.nextInt(room);
            copy(pixels, top, left, changed, place);
        }
        return label;
    }

    /** The tile that lies at each place, for each order. */
    int[][] orders() {
        int[][] copy = new int[ORDERS][];
        for (int i = 0; i < ORDERS; i++) {
            copy[i] = orders[i].clone();
        }
        return copy;
    }

    private void copy(float[] pixels, int top, int left, float[] changed, int place) {
        int width = tile * Colours.CHANNELS;
        for (int y = 0; y < tile; y++) {
            int from = ((top + y) * pictureSide + left) * Colours.CHANNELS;
            int to = ((place / GRID * tile + y) * side() + place % GRID * tile) * Colours.CHANNELS;
            System.arraycopy(pixels, from, changed, to, width);
        }
    }

    /** Of random orders, greedily those that differ in the most places from all chosen before; the same ones always. */
    private static int[][] farApart() {
        CounterRandom random = new CounterRandom(0, Purpose.JIGSAW_ORDERS, 0);
        int[][] candidates = new int[CANDIDATES][TILES];
        int[] nearest = new int[CANDIDATES];
        for (int i = 0; i < CANDIDATES; i++) {
            for (int place = 0; place < TILES; place++) {
                candidates[i][place] = place;
            }
            random.shuffle(candidates[i], TILES, TILES);
            nearest[i] = TILES + 1;
        }
        int[][] chosen = new int[ORDERS][];
        int next = 0;
        for (int count = 0; count < ORDERS; count++) {
            chosen[count] = candidates[next];
            for (int i = 0; i < CANDIDATES; i++) {
                nearest[i] = Math.min(nearest[i], differences(candidates[i], chosen[count]));
            }
            next = farthest(nearest);
        }
        return chosen;
    }

    private static int farthest(int[] nearest) {
        int best = 0;
        for (int i = 1; i < nearest.length; i++) {
            best = nearest[i] > nearest[best] ? i : best;
        }
        return best;
    }

    private static int differences(int[] one, int[] other) {
        int count = 0;
        for (int i = 0; i < one.length; i++) {
            count += one[i] == other[i] ? 0 : 1;
        }
        return count;
    }
}
