package io.riptide.server.crawl.pdf;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.interactive.action.PDActionURI;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotation;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationLink;
import org.apache.pdfbox.text.TextPosition;

/// The links of one page and the places where they can be clicked.
///
/// - **Bounds:** [#LINKS_MAX] a page.
/// - **Source:** ISO 32000-2, 12.5.6.5 "Link annotations", 12.6.4.8 "URI actions".
final class PageLinks {
    private static final int LINKS_MAX = 500;
    private static final int REFERENCE_CHARS_MAX = 2_048;

    /// A link's place often ends right at the baseline of its text.
    private static final float ABOVE_BASELINE = 0.3f;

    /// No page yet.
    static final PageLinks NONE = new PageLinks(List.of(), 0, 0);

    private final List<Place> places;
    private final float cropLeft;
    private final float cropBottom;

    private PageLinks(List<Place> places, float cropLeft, float cropBottom) {
        this.places = places;
        this.cropLeft = cropLeft;
        this.cropBottom = cropBottom;
    }

    private record Place(float left, float bottom, float right, float top, String reference) {
        boolean holds(float x, float y) {
            return x >= left && x <= right && y >= bottom && y <= top;
        }
    }

    static PageLinks of(PDPage page) throws IOException {
        List<Place> places = new ArrayList<>();
        for (PDAnnotation annotation : page.getAnnotations(PDAnnotationLink.class::isInstance)) {
            if (places.size() < LINKS_MAX
                    && annotation instanceof PDAnnotationLink link
                    && link.getAction() instanceof PDActionURI action) {
                String reference = action.getURI();
                PDRectangle at = link.getRectangle();
                if (reference != null && at != null && reference.length() <= REFERENCE_CHARS_MAX) {
                    places.add(new Place(
                            at.getLowerLeftX(),
                            at.getLowerLeftY(),
                            at.getUpperRightX(),
                            at.getUpperRightY(),
                            reference));
                }
            }
        }
        PDRectangle crop = page.getCropBox();
        return new PageLinks(places, crop.getLowerLeftX(), crop.getLowerLeftY());
    }

    boolean isEmpty() {
        return places.isEmpty();
    }

    List<String> references() {
        return places.stream().map(Place::reference).toList();
    }

    /// The reference that a click on the glyph would follow; empty for none.
    String at(TextPosition glyph) {
        float x = glyph.getTextMatrix().getTranslateX() + cropLeft + glyph.getWidthDirAdj() / 2;
        float y = glyph.getTextMatrix().getTranslateY() + cropBottom + glyph.getHeightDir() * ABOVE_BASELINE;
        for (Place place : places) {
            if (place.holds(x, y)) {
                return place.reference();
            }
        }
        return "";
    }
}
