package io.perennial.curator.deduplication;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.curator.pdq.PdqHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeenHashesTest {
    private final KeyValueStore<Bytes, BandHolder> store = Stores.keyValueStoreBuilder(
                    Stores.inMemoryKeyValueStore("hashes"), Serdes.Bytes(), BandHolder.serde(PdqHash.BYTES))
            .withLoggingDisabled()
            .build();

    @BeforeEach
    void start() {
        store.init(new MockProcessorContext<Void, Void>().getStateStoreContext(), store);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 300})
    void theBandsTogetherFindTheEarliestOfAllWithin31Bits(long horizon) {
        // given: hashes around a few, 0 to 60 bits away
        Random random = new Random(horizon);
        SeenHashes seen = new SeenHashes(store, horizon);
        List<PdqHash> centres = List.of(hash(random), hash(random), hash(random));
        List<PdqHash> earlier = new ArrayList<>();
        int found = 0;
        for (int order = 0; order < 500; order++) {
            PdqHash hash = flipped(centres.get(random.nextInt(centres.size())), random.nextInt(61), random);

            // when
            BandHolder answer = askAll(seen, hash, order, order);

            // then
            assertThat(answer == null ? -1 : answer.order())
                    .as("picture %d", order)
                    .isEqualTo(earliest(earlier, hash, horizon == 0 ? 0 : Math.max(0, order - (int) horizon)));
            earlier.add(hash);
            found += answer == null ? 0 : 1;
            if (order % 100 == 0) {
                seen.sweep(order);
            }
        }
        assertThat(found).isBetween(50, 495);
    }

    @Test
    void nothingIsKeptBeyondTheHorizon() {
        // given
        Random random = new Random(2);
        SeenHashes seen = new SeenHashes(store, 100);
        for (int order = 0; order < 20; order++) {
            askAll(seen, hash(random), order, order);
        }

        // when
        seen.sweep(109);

        // then
        assertThat(store.approximateNumEntries()).isEqualTo(11L * PdqHash.SLOTS);
    }

    private static @Nullable BandHolder askAll(SeenHashes seen, PdqHash hash, long order, long time) {
        BandHolder asker = new BandHolder(order, time, Bytes.wrap(hash.toBytes()), "sample-" + order);
        BandHolder earliest = null;
        for (int band = 0; band < PdqHash.SLOTS; band++) {
            earliest = BandHolder.earlier(earliest, seen.ask(band, asker, time));
        }
        return earliest;
    }

    private static long earliest(List<PdqHash> earlier, PdqHash hash, int from) {
        for (int i = from; i < earlier.size(); i++) {
            if (earlier.get(i).distance(hash) <= 31) {
                return i;
            }
        }
        return -1;
    }

    private static PdqHash hash(Random random) {
        return new PdqHash(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
    }

    private static PdqHash flipped(PdqHash hash, int bits, Random random) {
        byte[] bytes = hash.toBytes();
        for (int flip = 0; flip < bits; flip++) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return PdqHash.fromBytes(bytes);
    }
}
