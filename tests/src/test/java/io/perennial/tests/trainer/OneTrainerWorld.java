package io.perennial.tests.trainer;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** One broker for all tests of a class. */
abstract class OneTrainerWorld {
    @TempDir
    static Path directory;

    static TrainerWorld world;

    @BeforeAll
    static void startBroker() {
        world = TrainerWorld.start(directory);
    }

    @AfterAll
    static void stopBroker() {
        world.close();
    }
}
