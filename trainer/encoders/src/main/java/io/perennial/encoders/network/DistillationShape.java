package io.perennial.encoders.network;

/**
 * What DINO has besides encoder and head.
 *
 * @param prototypes directions that views are assigned to
 * @param smallViews views of small parts of each picture
 * @param smallSide pixels of a side of a small view
 * @param momentum of the teacher
 * @param centreMomentum of the centre of the teacher's scores
 * @param studentTemperature what the student's scores are divided by
 * @param teacherTemperature what the teacher's centred scores are divided by; lower is sharper
 */
public record DistillationShape(
        int prototypes,
        int smallViews,
        int smallSide,
        double momentum,
        double centreMomentum,
        double studentTemperature,
        double teacherTemperature) {
    /** With the momentum of the centre and the temperatures of the paper. */
    public static DistillationShape usual(int prototypes, int smallViews, int smallSide, double momentum) {
        return new DistillationShape(prototypes, smallViews, smallSide, momentum, 0.9, 0.1, 0.04);
    }
}
