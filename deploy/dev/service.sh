# To be sourced by the other scripts here: starts a Buildrun of its own on a free port and stops it by its pid.

# A TCP port of the loopback interface that nobody listens on, and that the system gives to no connection meanwhile: those get one above.
free_port() {
  local port
  for _ in $(seq 50); do
    port=$((20000 + RANDOM % 10000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
  return 1
}

# start_service DATA PORT LOG [run options]: returns at once; the pid stands in $service_pid.
start_service() {
  local data=$1 port=$2 log=$3
  shift 3
  ./run --data "$data" --port "$port" "$@" >"$log" 2>&1 &
  service_pid=$!
}

# wait_ready PORT SECONDS LOG
wait_ready() {
  local port=$1 seconds=$2 log=$3 end=$((SECONDS + $2))
  until curl -fs -o /dev/null --max-time 2 "http://127.0.0.1:$port/.backstage/health/v1/readiness"; do
    if ! kill -0 "$service_pid" 2>/dev/null; then
      echo "the service ended before it was ready:" >&2
      tail -n 20 "$log" >&2
      return 1
    fi
    if [ $SECONDS -ge $end ]; then
      echo "the service was not ready within $seconds s:" >&2
      tail -n 20 "$log" >&2
      return 1
    fi
    sleep 0.2
  done
}

# stop_service: as Ctrl-C does it, then waits.
stop_service() {
  [ -n "${service_pid:-}" ] || return 0
  kill -INT "$service_pid" 2>/dev/null || true
  kill -TERM "$service_pid" 2>/dev/null || true
  wait "$service_pid" 2>/dev/null || true
  service_pid=
}

# kill_service: as a power cut does it.
kill_service() {
  kill -KILL "$service_pid" 2>/dev/null || true
  wait "$service_pid" 2>/dev/null || true
  service_pid=
}

guest_token() {
  curl -fs --max-time 5 "http://127.0.0.1:$1/api/auth/guest/refresh" | sed -E 's/.*"token":"([^"]*)".*/\1/'
}

# entity_refs PORT: one line an entity, sorted: kind, namespace, name.
entity_refs() {
  curl -fs --max-time 20 -H "Authorization: Bearer $(guest_token "$1")" \
    "http://127.0.0.1:$1/api/catalog/entities?fields=kind,metadata.namespace,metadata.name,relations" |
    node -e '
      const entities = JSON.parse(require("fs").readFileSync(0, "utf8"));
      const line = e => [e.kind, e.metadata.namespace, e.metadata.name, ...(e.relations ?? []).map(r => `${r.type}=${r.targetRef}`).sort()].join(" ");
      console.log(entities.map(line).sort().join("\n"));'
}
