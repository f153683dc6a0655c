package dev.buildrun.platform.cluster;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A cluster and the client for it, which belongs to {@link Clusters} and is closed there.
 *
 * @param title what people are shown
 * @param dashboard where people look at the cluster themselves; null for nowhere
 * @param client waits for answers for a bounded time; for informers, everything else goes by {@link #ask}
 * @param answers whether there are any
 */
public record Cluster(String name, String title, @Nullable URI dashboard, KubernetesClient client, Answers answers) {
    private static final int UNPROCESSABLE = 422;

    public Cluster(String name, String title, @Nullable URI dashboard, KubernetesClient client) {
        this(name, title, dashboard, client, new Answers());
    }

    /** What a question to a cluster could not be answered for. */
    private static ErrorKind kind(int status) {
        return switch (status) {
            case HttpURLConnection.HTTP_BAD_REQUEST, UNPROCESSABLE -> ErrorKind.INPUT;
            case HttpURLConnection.HTTP_NOT_FOUND -> ErrorKind.NOT_FOUND;
            case HttpURLConnection.HTTP_CONFLICT -> ErrorKind.CONFLICT;
            case HttpURLConnection.HTTP_GONE -> ErrorKind.GONE;
            // That the cluster refuses this service is no refusal of the caller.
            default -> ErrorKind.SERVICE_UNAVAILABLE;
        };
    }

    /**
     * Asks the API server.
     *
     * @throws ServiceException when it refuses or does not answer; the message says which cluster, and what it said
     */
    public <T> T ask(Function<KubernetesClient, T> question) {
        try {
            return request(question);
        } catch (KubernetesClientException exception) {
            throw failure(exception);
        }
    }

    /**
     * The same for those who tell one refusal from another.
     *
     * @throws KubernetesClientException when it refuses or does not answer
     * @throws ServiceException when it is not asked, since it has not answered before
     */
    public <T> T request(Function<KubernetesClient, T> question) {
        return answers.to(name, () -> question.apply(client));
    }

    /** Whether the last who asked got no answer at all, and nobody has got one since. */
    public boolean isSilent() {
        return answers.isSilent();
    }

    /** What an exception of the client means to our callers. */
    public ServiceException failure(KubernetesClientException exception) {
        return ServiceException.of(kind(exception.getCode()), "Cluster '" + name + "': " + said(exception), exception);
    }

    private static String said(KubernetesClientException exception) {
        var status = exception.getStatus();
        var message = status == null ? null : status.getMessage();
        if (message != null && !message.isBlank()) {
            return exception.getCode() + " " + message;
        }
        return Answers.isAnswer(exception) ? String.valueOf(exception.getMessage()) : Answers.why(exception);
    }
}
