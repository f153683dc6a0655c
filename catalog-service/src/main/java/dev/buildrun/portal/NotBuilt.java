package dev.buildrun.portal;

/** What a person sees while there is no portal to show. */
final class NotBuilt {
    static final String PAGE = """
            <!doctype html>
            <html lang="en">
              <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>Buildrun</title>
                <style>
                  body { max-width: 42rem; margin: 4rem auto; padding: 0 1rem; font: 1rem/1.5 sans-serif; color: #222; }
                  code { padding: 0 .3rem; border-radius: .2rem; background: #eee; }
                </style>
              </head>
              <body>
                <h1>Buildrun is running, but its portal has not been built</h1>
                <p>Build it with <code>deploy/portal/build</code> and load this page again; the service need not be restarted.
                  The build needs npm and takes about a minute the first time.</p>
                <p>To serve a Backstage app of your own instead, set <code>buildrun.portal.directory</code> to its
                  <code>dist</code> directory.</p>
                <p>The API is there all the same, for instance under <code>/api/catalog/entities</code>.</p>
              </body>
            </html>
            """;

    private NotBuilt() {}
}
