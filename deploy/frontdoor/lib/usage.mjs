// A file of its own, so that it can be told before any package is there.

export const USAGE = `Usage: ./dev frontdoor [options]

Starts Buildrun with the example organisation, and a real Backstage backend from npm whose plugins and pages go to Buildrun for catalog and
scaffolder. Signs in there, and looks whether the tokens of each are good at the other, and whether the pages work.

  --no-browser   leaves the pages out
  --keep         leaves both running when it is over, until Ctrl-C
  --help         this text

The logs of both are in deploy/frontdoor/target. Exit status 0 only where everything passed.`;
