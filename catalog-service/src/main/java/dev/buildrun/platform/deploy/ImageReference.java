package dev.buildrun.platform.deploy;

import dev.buildrun.error.ServiceException;
import dev.buildrun.platform.contract.WorkloadTerms;
import java.util.regex.Pattern;

/** The name of an image, pinned by its digest. */
final class ImageReference {
    private static final Pattern PINNED =
            Pattern.compile("[a-z0-9]([a-z0-9._:/-]{0,400}[a-z0-9])?(:[A-Za-z0-9_.-]{1,128})?@sha256:[0-9a-f]{64}");

    private ImageReference() {}

    /**
     * Makes sure that an image may be deployed.
     *
     * @throws ServiceException of kind INPUT for one that is not pinned, or that comes from elsewhere than the contract allows
     */
    static String require(String image, WorkloadTerms.Images terms) {
        if (!PINNED.matcher(image).matches()) {
            throw ServiceException.input(
                    "image: expected one that is pinned by its digest, registry/name@sha256:<64 hex digits>, found "
                            + image.substring(0, Math.min(image.length(), 200)));
        }
        var registries = terms.registries();
        if (!registries.isEmpty() && registries.stream().noneMatch(registry -> isFrom(image, registry))) {
            throw ServiceException.input(
                    "image: expected one from a registry of the contract, " + registries + ", found " + image);
        }
        return image;
    }

    /** By whole parts of the path: {@code host/team} does not let {@code host/teams} in. */
    private static boolean isFrom(String image, String registry) {
        var prefix = registry.endsWith("/") ? registry : registry + "/";
        return image.startsWith(prefix);
    }
}
