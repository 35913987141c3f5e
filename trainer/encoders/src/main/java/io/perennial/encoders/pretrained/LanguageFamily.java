package io.perennial.encoders.pretrained;

import io.perennial.encoders.Objective;
import java.io.IOException;
import java.util.stream.IntStream;

/** Language models: a table of tokens, a table of positions, blocks. */
sealed interface LanguageFamily extends Family permits GenerativeFamily, BidirectionalFamily {
    @Override
    default Objective.Input input() {
        return Objective.Input.TEXT;
    }

    @Override
    default int widthDimension() {
        return 1;
    }

    /** Takes the table of tokens, which is the mark, where the rows are known; says whether it did. */
    default boolean takeTokens(WeightTransfer transfer, int[] rowOf) throws IOException {
        if (rowOf.length == 0) {
            transfer.skip(
                    mark(),
                    "its rows are those of its own tokenizer; give its tokenizer.json as tokenizer.file to take them");
            return false;
        }
        transfer.rows("tokens", mark(), rowOf, "rows in the order of our tokenizer");
        return true;
    }

    /** Rows {@code first}, {@code first + 1} and so on. */
    static int[] rowsFrom(int first, int count) {
        return IntStream.range(first, first + count).toArray();
    }
}
