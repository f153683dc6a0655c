# To be sourced after jdk.sh, in the root of the project: builds what ./dev bench measures and measures with, when it is stale.

# The same stamp as ./dev crash, since both need the classes of the tests of "deploy".
build_measured() {
  local stamp=deploy/target/crash.stamp
  [ ! -e "$stamp" ] || [ -n "$(find pom.xml api-spec scaffolder-actions catalog-service deploy/pom.xml deploy/src \
    \( -name target -o -name node_modules \) -prune -o -type f -newer "$stamp" -print -quit)" ] || return 0
  echo "  building ..."
  mkdir -p deploy/target
  touch deploy/target/crash.stamp.new
  mvn -q -B -Dquick -pl deploy -am package -DskipTests
  mv deploy/target/crash.stamp.new "$stamp"
  touch -r "$stamp" catalog-service/target/run.stamp
}
