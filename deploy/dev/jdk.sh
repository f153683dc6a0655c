# To be sourced: find_jdk prints the home of a JDK 25.

# The JDK that runs the service; Maven finds its own through the toolchains plugin.
find_jdk() {
  local candidate
  for candidate in "${JAVA_HOME:-}" /usr/lib/jvm/* "$HOME"/.sdkman/candidates/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if grep -qs '^JAVA_VERSION="25[."]' "$candidate/release" && [ -x "$candidate/bin/java" ]; then
      echo "$candidate"
      return
    fi
  done
  return 1
}
