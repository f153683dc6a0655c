package dev.buildrun.catalog.http;

import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.http.Answer;
import dev.buildrun.http.Endpoint;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What was answered since the catalog changed last, for whoever asks the same again: pages and counts that everybody looks at. Only for
 * callers who may see everything, and only for questions that stand in the URL as a whole.
 */
final class RecentAnswers {
    private static final long MOST_BYTES = 16L << 20;
    private static final int LONGEST = 256 << 10;
    /** What an answer takes beside its body and its URL. */
    private static final int OVERHEAD = 1_000;

    private final FreshCatalog catalog;
    private final long mostBytes;
    private volatile Kept kept = new Kept(Snapshot.EMPTY);

    /** The answers of one snapshot, which they do not keep in memory. */
    private static final class Kept {
        private final WeakReference<Snapshot> snapshot;
        private final ConcurrentMap<String, Response.Complete> answers = new ConcurrentHashMap<>();
        private final AtomicLong bytes = new AtomicLong();

        Kept(Snapshot snapshot) {
            this.snapshot = new WeakReference<>(snapshot);
        }
    }

    RecentAnswers(FreshCatalog catalog) {
        this(catalog, MOST_BYTES);
    }

    RecentAnswers(FreshCatalog catalog, long mostBytes) {
        this.catalog = catalog;
        this.mostBytes = mostBytes;
    }

    /** The same endpoint, which is not asked where its answer is known. */
    Endpoint before(Endpoint endpoint) {
        return request -> request.method().equals("GET")
                ? catalog.everything(request)
                        .map(snapshot -> answer(of(snapshot), request, endpoint))
                        .orElseGet(() -> endpoint.handle(request))
                : endpoint.handle(request);
    }

    /** Where the catalog has changed, everything is forgotten. */
    private Kept of(Snapshot snapshot) {
        var now = kept;
        if (!now.snapshot.refersTo(snapshot)) {
            now = new Kept(snapshot);
            kept = now;
        }
        return now;
    }

    /** An endpoint that sees a newer snapshot than this one answers with that, which is as good. */
    private Answer answer(Kept recent, Request request, Endpoint endpoint) {
        var known = recent.answers.get(request.url());
        if (known != null) {
            return known;
        }
        return switch (endpoint.handle(request)) {
            case Response response -> keep(recent, request, response);
            case Answer.Later(var work) -> new Answer.Later(() -> keep(recent, request, work.get()));
        };
    }

    private Response keep(Kept recent, Request request, Response response) {
        if (!(response instanceof Response.Complete complete) || complete.bytes() > LONGEST) {
            return response;
        }
        var ready = complete.ready();
        if (recent.bytes.addAndGet(size(request, ready)) > mostBytes) {
            recent.answers.clear();
            recent.bytes.set(size(request, ready));
        }
        recent.answers.put(request.url(), ready);
        return ready;
    }

    private static long size(Request request, Response.Complete answer) {
        return OVERHEAD + 2L * request.url().length() + answer.bytes();
    }
}
