package io.perennial.encoders.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.encoders.random.CounterRandom;
import io.perennial.encoders.random.Purpose;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PuzzleTest {
    private static final int SIDE = 12;

    @Test
    void fourQuarterTurnsAreThePicture() {
        // given
        RotationPuzzle rotation = new RotationPuzzle(SIDE);
        float[] turned = picture();

        // when
        for (int i = 0; i < 4; i++) {
            float[] next = new float[turned.length];
            assertThat(rotation.draw(turned, 1, random(1), next)).isEqualTo(1);
            turned = next;
        }

        // then
        assertThat(turned).containsExactly(picture());
    }

    @Test
    void twoQuartersAreOneHalfAndThreeOneBack() {
        // given
        RotationPuzzle rotation = new RotationPuzzle(SIDE);
        float[] quarter = drawn(rotation, 1, picture());

        // then
        assertThat(drawn(rotation, 1, quarter)).containsExactly(drawn(rotation, 2, picture()));
        assertThat(drawn(rotation, 3, quarter)).containsExactly(picture());
        assertThat(drawn(rotation, 0, quarter)).containsExactly(quarter);
    }

    @Test
    void jigsawOfAPictureThatFitsHoldsAllItsPixelsOnce() {
        // given
        JigsawPuzzle jigsaw = new JigsawPuzzle(SIDE, 2);

        // when
        float[] changed = drawn(jigsaw, 0, picture());

        // then
        float[] sorted = picture();
        Arrays.sort(sorted);
        Arrays.sort(changed);
        assertThat(changed).containsExactly(sorted);
    }

    @Test
    void labelNamesTheOrderOfTheTiles() {
        // given
        JigsawPuzzle jigsaw = new JigsawPuzzle(SIDE, 2);
        float[] changed = new float[picture().length];

        // when
        int label = jigsaw.draw(picture(), 0, random(5), changed);

        // then
        int firstPiece = jigsaw.orders()[label][0];
        int from = (firstPiece / 3 * 4 * SIDE + firstPiece % 3 * 4) * 3;
        assertThat(Arrays.copyOf(changed, 12)).containsExactly(Arrays.copyOfRange(picture(), from, from + 12));
    }

    @Test
    void ordersOfTheTilesAreFarApart() {
        // given
        int[][] orders = new JigsawPuzzle(SIDE, 2).orders();

        // then
        Set<String> distinct = new HashSet<>();
        for (int[] order : orders) {
            distinct.add(Arrays.toString(order));
            assertThat(Arrays.stream(order).distinct().sum()).isEqualTo(36);
        }
        assertThat(distinct).hasSize(JigsawPuzzle.ORDERS);
        assertThat(differences(orders[0], orders[1])).isEqualTo(9);
    }

    @Test
    void pictureWithoutRoomForNineTilesIsRefused() {
        assertThatThrownBy(() -> new JigsawPuzzle(8, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no room for three patches of 4");
    }

    private static int differences(int[] one, int[] other) {
        int count = 0;
        for (int i = 0; i < one.length; i++) {
            count += one[i] == other[i] ? 0 : 1;
        }
        return count;
    }

    private static float[] drawn(Puzzle puzzle, int variant, float[] pixels) {
        float[] changed = new float[puzzle.side() * puzzle.side() * 3];
        puzzle.draw(pixels, variant, random(1), changed);
        return changed;
    }

    private static CounterRandom random(int key) {
        return new CounterRandom(1, Purpose.PUZZLE, key);
    }

    private static float[] picture() {
        float[] pixels = new float[SIDE * SIDE * 3];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = i / (float) pixels.length;
        }
        return pixels;
    }
}
