package io.riptide.server.crawl.extract.html;

import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Names with capitals in SVG and MathML: `viewBox`, `linearGradient`. All others are in lower case.
///
/// - **Threading:** any.
/// - **Source:** HTML, 13.2.6.1 ("adjust SVG attributes", "adjust MathML attributes") and 13.2.6.5.
final class ForeignNames {
    private static final Map<String, String> SVG_ELEMENTS = byLower("altGlyph altGlyphDef altGlyphItem animateColor"
            + " animateMotion animateTransform clipPath feBlend feColorMatrix feComponentTransfer feComposite"
            + " feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB"
            + " feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset fePointLight"
            + " feSpecularLighting feSpotLight feTile feTurbulence foreignObject glyphRef linearGradient radialGradient"
            + " textPath");
    private static final Map<String, String> SVG_ATTRIBUTES = byLower("attributeName attributeType baseFrequency"
            + " baseProfile calcMode clipPathUnits diffuseConstant edgeMode filterUnits glyphRef gradientTransform"
            + " gradientUnits kernelMatrix kernelUnitLength keyPoints keySplines keyTimes lengthAdjust limitingConeAngle"
            + " markerHeight markerUnits markerWidth maskContentUnits maskUnits numOctaves pathLength"
            + " patternContentUnits patternTransform patternUnits pointsAtX pointsAtY pointsAtZ preserveAlpha"
            + " preserveAspectRatio primitiveUnits refX refY repeatCount repeatDur requiredExtensions requiredFeatures"
            + " specularConstant specularExponent spreadMethod startOffset stdDeviation stitchTiles surfaceScale"
            + " systemLanguage tableValues targetX targetY textLength viewBox viewTarget xChannelSelector"
            + " yChannelSelector zoomAndPan");
    private static final Map<String, String> MATH_ATTRIBUTES = byLower("definitionURL");

    private ForeignNames() {}

    private static Map<String, String> byLower(String names) {
        return Stream.of(names.split(" ", -1))
                .collect(Collectors.toUnmodifiableMap(name -> name.toLowerCase(Locale.ROOT), Function.identity()));
    }

    /// The name of an element within SVG, whose name in lower case is `lower`.
    static String svgElement(String lower) {
        return SVG_ELEMENTS.getOrDefault(lower, lower);
    }

    /// The name of an attribute in SVG.
    static String svgAttribute(String lower) {
        return SVG_ATTRIBUTES.getOrDefault(lower, lower);
    }

    /// The name of an attribute in MathML.
    static String mathAttribute(String lower) {
        return MATH_ATTRIBUTES.getOrDefault(lower, lower);
    }
}
