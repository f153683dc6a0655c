package dev.buildrun.api.contract;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * A client for tests that holds every exchange to the documents and notes which operations it has seen succeed. Bodies that it gives out as
 * text are checked; of others only the content type is.
 */
public final class CheckedHttpClient extends HttpClient {
    private final HttpClient client;

    private CheckedHttpClient(HttpClient client) {
        this.client = client;
    }

    /** The usual client, which speaks HTTP/2 where it can. */
    public static HttpClient create() {
        return of(HttpClient.newHttpClient());
    }

    /** @param client sends the requests; it is closed with this one */
    public static HttpClient of(HttpClient client) {
        return new CheckedHttpClient(client);
    }

    /** @throws AssertionError when the exchange is not as documented */
    @Override
    public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
            throws IOException, InterruptedException {
        return checked(request, client.send(request, handler));
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        return client.sendAsync(request, handler).thenApply(response -> checked(request, response));
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request,
            HttpResponse.BodyHandler<T> handler,
            HttpResponse.@Nullable PushPromiseHandler<T> promises) {
        return client.sendAsync(request, handler, promises).thenApply(response -> checked(request, response));
    }

    private static <T> HttpResponse<T> checked(HttpRequest request, HttpResponse<T> response) {
        var exchange = RecordedExchange.of(request, response);
        var faults = ExchangeCheck.faults(exchange);
        if (!faults.isEmpty()) {
            throw new AssertionError(exchange + " is not as documented:\n- " + String.join("\n- ", faults));
        }
        Coverage.add(exchange);
        return response;
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
        return client.cookieHandler();
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return client.connectTimeout();
    }

    @Override
    public Redirect followRedirects() {
        return client.followRedirects();
    }

    @Override
    public Optional<ProxySelector> proxy() {
        return client.proxy();
    }

    @Override
    public SSLContext sslContext() {
        return client.sslContext();
    }

    @Override
    public SSLParameters sslParameters() {
        return client.sslParameters();
    }

    @Override
    public Optional<Authenticator> authenticator() {
        return client.authenticator();
    }

    @Override
    public Version version() {
        return client.version();
    }

    @Override
    public Optional<Executor> executor() {
        return client.executor();
    }

    @Override
    public void close() {
        client.close();
    }
}
