import io.perennial.curator.pdq.PdqHashed;
import io.perennial.curator.pdq.PdqHasher;
import io.perennial.schemas.pictures.Picture;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The hashes of the curator over pictures, one pass for each line on standard input; the counterpart of {@code peer.py}, which says what the
 * file of pictures holds. Arguments: pictures, file for the hashes.
 */
public final class Hashing {
    public static void main(String[] arguments) throws IOException {
        List<Picture> pictures = new ArrayList<>();
        ByteBuffer data = ByteBuffer.wrap(Files.readAllBytes(Path.of(arguments[0])));
        while (data.hasRemaining()) {
            pictures.add(read(data));
        }
        PdqHasher hasher = new PdqHasher();
        StringBuilder hashes = new StringBuilder();
        for (Picture picture : pictures) {
            PdqHashed hashed = hasher.hash(picture);
            hashes.append(hashed.hash()).append(' ').append(hashed.quality()).append('\n');
        }
        Files.writeString(Path.of(arguments[1]), hashes);
        System.out.println("ready");
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (input.readLine() != null) {
            long start = System.nanoTime();
            for (Picture picture : pictures) {
                hasher.hash(picture);
            }
            System.out.println((System.nanoTime() - start) / 1e9);
        }
    }

    private static Picture read(ByteBuffer data) {
        int width = data.getInt();
        int height = data.getInt();
        int[] argb = new int[width * height];
        for (int i = 0; i < argb.length; i++) {
            argb[i] = 0xFF000000 | (data.get() & 0xFF) << 16 | (data.get() & 0xFF) << 8 | data.get() & 0xFF;
        }
        return new Picture(width, height, argb, 0);
    }
}
