package dev.buildrun.catalog.process.builtin;

import dev.buildrun.error.ServiceException;
import dev.buildrun.integration.WrittenUrl;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** URLs as a browser reads them, as far as locations need it. */
final class Urls {
    private static final Pattern ABSOLUTE = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*", Pattern.DOTALL);
    private static final Pattern PATH_PARAMETER = Pattern.compile("([?&]path=)([^&#]*)");

    private Urls() {}

    static boolean isAbsolute(String url) {
        return ABSOLUTE.matcher(url).matches();
    }

    /**
     * The URL that a relative one means.
     *
     * @param url relative to {@code base}, or from {@code root} where it has a leading slash
     * @param root the path that a leading slash stands for, without a slash at its end
     */
    static String resolve(String url, String base, String root) {
        var from = WrittenUrl.parse(base);
        if (from.getRawAuthority() == null) {
            throw ServiceException.input(
                    "Expected the base of '" + url + "' to be a URL with a host, found '" + base + "'");
        }
        var target = WrittenUrl.parse(url.startsWith("/") ? root + url : url);
        var path = withoutParents(from.resolve(target).normalize().getRawPath());
        var query = from.getRawQuery() == null ? "" : "?" + from.getRawQuery();
        return from.getScheme() + "://" + from.getRawAuthority() + path + query;
    }

    /** The same where the path of the file is a parameter of the query, as Azure has it. */
    static String resolveQueryPath(String url, String base) {
        var parameter = PATH_PARAMETER.matcher(base);
        if (!parameter.find()) {
            return resolve(url, base, "");
        }
        var path = URLDecoder.decode(parameter.group(2), StandardCharsets.UTF_8);
        var resolved = WrittenUrl.parse("http://host" + (path.startsWith("/") ? "" : "/") + path)
                .resolve(WrittenUrl.parse(url))
                .normalize()
                .getPath();
        var encoded = URLEncoder.encode(withoutParents(resolved), StandardCharsets.UTF_8);
        return base.substring(0, parameter.start(2)) + encoded + base.substring(parameter.end(2));
    }

    /** The parts of the path, without empty ones. */
    static List<String> names(URI url) {
        var path = url.getRawPath() == null ? "" : url.getRawPath();
        return Arrays.stream(path.split("/")).filter(name -> !name.isEmpty()).toList();
    }

    /** A browser stops at the root where Java keeps {@code ..}. */
    private static String withoutParents(String path) {
        var rest = path;
        while (rest.startsWith("/../")) {
            rest = rest.substring("/..".length());
        }
        return rest.isEmpty() || rest.equals("/..") ? "/" : rest;
    }
}
