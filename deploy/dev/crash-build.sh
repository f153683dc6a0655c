# To be sourced by the scripts that start programs among the tests of deploy: builds what is stale, before anything is killed.

# What those programs need.
readonly CRASH_CLASSES='deploy/target/test-classes:catalog-service/target/buildrun.jar:catalog-service/target/lib/*'

build_crash() {
  local stamp=deploy/target/crash.stamp
  if [ ! -e "$stamp" ] || [ -n "$(find pom.xml api-spec scaffolder-actions catalog-service deploy/pom.xml deploy/src \
    \( -name target -o -name node_modules \) -prune -o -type f -newer "$stamp" -print -quit)" ]; then
    mkdir -p deploy/target
    touch deploy/target/crash.stamp.new
    mvn -q -B -Dquick -pl deploy -am package -DskipTests
    mv deploy/target/crash.stamp.new "$stamp"
    touch -r "$stamp" catalog-service/target/run.stamp
  fi
}
