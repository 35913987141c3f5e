package io.perennial.curator.assessment;

import io.perennial.curator.measures.LanguageIdentifier.Identified;
import io.perennial.curator.measures.Measures;
import io.perennial.curator.measures.PictureMeasures;
import io.perennial.curator.measures.TextMeasures;
import io.perennial.curator.parsing.PayloadReader;
import io.perennial.curator.parsing.PoisonException;
import io.perennial.curator.parsing.RawItem;
import io.perennial.curator.pdq.PdqHash;
import io.perennial.curator.pdq.PdqHashed;
import io.perennial.curator.pdq.PdqHasher;
import io.perennial.curator.privacy.PersonalDataMask.Masked;
import io.perennial.curator.rules.RuleSet;
import io.perennial.curator.rules.Ruling;
import io.perennial.schemas.pictures.Picture;
import io.perennial.schemas.pictures.PictureDecoder;
import io.perennial.schemas.pictures.UndecodablePictureException;
import io.perennial.schemas.records.CuratedSample;
import io.perennial.schemas.records.GoldExample;
import java.nio.ByteBuffer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Pictures: judge the size of the file, then the dimensions that its header declares, and only then decode, measure and judge the
 * pixels. The encoded picture is passed on as it came; the digest is that of its pixels, whatever its caption says.
 */
final class ImageAssessor implements Assessor {
    private final RuleSet rules;
    private final PayloadReader payloads;
    private final Captions captions;
    private final @Nullable PdqHasher hasher;

    ImageAssessor(RuleSet rules, PayloadReader payloads) {
        this.rules = rules;
        this.payloads = payloads;
        captions = new Captions(rules.personalData());
        hasher = rules.comparesPictureHashes() ? new PdqHasher() : null;
    }

    @Override
    public Assessment assess(RawItem item) throws PoisonException {
        Measures measures = new Measures();
        measures.put(TextMeasures.BYTES, (double) item.bytes());
        PictureMeasures.measureSize(item.bytes(), measures);
        Ruling tooLarge = rules.judge(measures);
        if (tooLarge != null) {
            return Assessment.rejectedUndecoded(measures, tooLarge);
        }
        byte[] encoded = payloads.read(item);
        try (PictureDecoder decoder = PictureDecoder.open(encoded)) {
            return assess(item, encoded, decoder, measures);
        } catch (UndecodablePictureException e) {
            throw poison(e);
        }
    }

    private Assessment assess(RawItem item, byte[] encoded, PictureDecoder decoder, Measures measures)
            throws UndecodablePictureException {
        PictureMeasures.measureDimensions(decoder.width(), decoder.height(), measures);
        Ruling wrongShape = rules.judge(measures);
        if (wrongShape != null) {
            return Assessment.rejectedUndecoded(measures, wrongShape);
        }
        Picture picture = decoder.picture();
        PictureMeasures.measurePixels(picture, measures);
        PdqHashed hashed = hash(picture);
        if (hashed != null) {
            measures.put(PictureMeasures.PDQ_QUALITY, hashed.quality());
        }
        Masked caption = captions.read(item.caption(), item.identity().source());
        if (!item.caption().isEmpty()) {
            PictureMeasures.measureCaption(caption.text(), measures);
        }
        Ruling ruling = PersonalDataRules.after(rules.judge(measures), caption);
        return new Assessment(
                measures,
                ruling,
                Identified.NONE,
                picture.contentSha256(),
                caption.spans(),
                ruling == null ? content(item, encoded, picture, caption.text(), hashed) : null);
    }

    @Override
    public HeldOut heldOut(GoldExample example) throws PoisonException {
        Picture picture = decode(bytes(example.getImage()));
        return new HeldOut(Set.of(picture.contentSha256()), telling(hash(picture)));
    }

    @Override
    public @Nullable PdqHash pictureHash(CuratedSample sample) throws PoisonException {
        return hasher == null
                ? null
                : telling(hasher.hash(decode(payloads.read(sample.getBlob(), bytes(sample.getImage())))));
    }

    private @Nullable PdqHashed hash(Picture picture) {
        return hasher == null ? null : hasher.hash(picture);
    }

    private static @Nullable PdqHash telling(@Nullable PdqHashed hashed) {
        return hashed != null && hashed.isTelling() ? hashed.hash() : null;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static Picture decode(byte[] encoded) throws PoisonException {
        try (PictureDecoder decoder = PictureDecoder.open(encoded)) {
            return decoder.picture();
        } catch (UndecodablePictureException e) {
            throw poison(e);
        }
    }

    private static PoisonException poison(UndecodablePictureException e) {
        return new PoisonException("undecodable_image", String.valueOf(e.getMessage()), e);
    }

    private static Content content(
            RawItem item, byte[] encoded, Picture picture, String caption, @Nullable PdqHashed hashed) {
        ByteBuffer inline = item.blob() == null ? ByteBuffer.wrap(encoded) : ByteBuffer.allocate(0);
        return new Content("", "", inline, item.blob(), picture.width(), picture.height(), caption, telling(hashed));
    }
}
