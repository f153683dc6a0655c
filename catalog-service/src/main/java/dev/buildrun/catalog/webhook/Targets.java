package dev.buildrun.catalog.webhook;

import dev.buildrun.error.ServiceException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Where webhooks may lead: to public addresses by https, and to what the configuration names. Asked when a webhook is made and again before
 * each delivery. The address is asked for by name both here and by the client that connects right after; the JVM keeps answers for half a
 * minute, and a host that still got another answer in between would have to show a certificate for the name.
 */
final class Targets {
    private static final int MAX_URL_CHARACTERS = 2_000;

    private final Set<String> privateHosts;
    private final Resolver resolver;

    /** Asks for the addresses of a host. */
    @FunctionalInterface
    interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    Targets(Set<String> privateHosts) {
        this(privateHosts, InetAddress::getAllByName);
    }

    Targets(Set<String> privateHosts, Resolver resolver) {
        this.privateHosts = privateHosts;
        this.resolver = resolver;
    }

    /**
     * Reads an address of a receiver, without asking for its host.
     *
     * @throws ServiceException of kind INPUT for one that can't be right
     */
    URI parse(String url) {
        try {
            var target = new URI(url);
            var host = target.getHost();
            if (url.length() > MAX_URL_CHARACTERS
                    || host == null
                    || target.getRawUserInfo() != null
                    || target.getRawFragment() != null
                    || !List.of("https", "http").contains(scheme(target))) {
                throw refused(url);
            }
            if (scheme(target).equals("http") && !isAllowedPrivate(host)) {
                throw ServiceException.input("Expected a url with https, found " + url
                        + "; http is for hosts of this machine that buildrun.webhooks.allowPrivateHosts names");
            }
            return target;
        } catch (URISyntaxException exception) {
            throw refused(url);
        }
    }

    private static ServiceException refused(String url) {
        return ServiceException.input("Expected an absolute https url of at most " + MAX_URL_CHARACTERS
                + " characters, without user, password and fragment, found "
                + url.substring(0, Math.min(url.length(), 200)));
    }

    /**
     * Makes sure that the host may be spoken to now.
     *
     * @throws ServiceException of kind INPUT when one of its addresses is not allowed, or it has none
     */
    void check(URI target) {
        var host = target.getHost();
        for (var address : addresses(host)) {
            if (scheme(target).equals("http") && !address.isLoopbackAddress()) {
                throw ServiceException.input("The host " + host + " is not this machine, so it needs https");
            }
            if (isPrivate(address) && !isAllowedPrivate(host)) {
                throw ServiceException.input(
                        "The host " + host
                                + " is in a private network, expected a public one or one of buildrun.webhooks.allowPrivateHosts");
            }
        }
    }

    private InetAddress[] addresses(String host) {
        try {
            return resolver.resolve(host);
        } catch (UnknownHostException _) {
            throw ServiceException.input("The host " + host + " is not known");
        }
    }

    private static String scheme(URI target) {
        return String.valueOf(target.getScheme()).toLowerCase(Locale.ROOT);
    }

    private boolean isAllowedPrivate(String host) {
        return privateHosts.contains(host.toLowerCase(Locale.ROOT));
    }

    /** Whatever is not an address of the public internet, in whichever form it comes. */
    static boolean isPrivate(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return true;
        }
        return address instanceof Inet6Address ? isPrivateSix(address.getAddress()) : isPrivate(address.getAddress());
    }

    private static boolean isPrivate(byte[] four) {
        var first = four[0] & 0xFF;
        var second = four[1] & 0xFF;
        var third = four[2] & 0xFF;
        return first == 0
                || first == 10
                || first == 127
                || first >= 224
                || (first == 100 && second >= 64 && second < 128)
                || (first == 169 && second == 254)
                || (first == 172 && second >= 16 && second < 32)
                || (first == 192 && second == 168)
                || (first == 192 && second == 0 && (third == 0 || third == 2))
                || (first == 198 && (second == 18 || second == 19))
                || (first == 198 && second == 51 && third == 100)
                || (first == 203 && second == 0 && third == 113);
    }

    /** Only 2000::/3 is public, and of that not what carries another address: 6to4 and Teredo; nor what is for documents. */
    private static boolean isPrivateSix(byte[] six) {
        var first = ((six[0] & 0xFF) << 8) | (six[1] & 0xFF);
        var second = ((six[2] & 0xFF) << 8) | (six[3] & 0xFF);
        return (first & 0xE000) != 0x2000 || first == 0x2002 || (first == 0x2001 && (second == 0 || second == 0x0DB8));
    }
}
