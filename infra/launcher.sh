# Read by the launchers of the command lines: sets $java and $library, the directory of all jars; ends with 3 where nothing is built.
readonly library="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/local/target/lib"
if [[ ! -d "$library" ]]; then
  echo "$(basename "$0"): not built yet: no $library; run infra/up once, or: mvn -Prun -pl infra/local -am package -DskipTests" >&2
  exit 3
fi
readonly java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
