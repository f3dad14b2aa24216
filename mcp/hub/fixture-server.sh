# Speaks MCP in a few lines, so that a test can afford hundreds: sh fixture-server.sh MARKER FIFO
# Nothing but SIGKILL ends it, nor the child that it starts: both ignore polite signals and the end of their input.
trap '' TERM HUP INT
/bin/sh -c 'trap "" TERM HUP INT; read line < "$1"' "$1" "$2" &
while read -r line; do
  id=${line##*'"id":'}
  id=${id%%[,\}]*}
  case $line in
    *'"initialize"'*) result='{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"sh","version":"1"}}' ;;
    *'"tools/list"'*) result='{"tools":[{"name":"hello","inputSchema":{"type":"object"}}]}' ;;
    *'"tools/call"'*) result='{"content":[]}' ;;
    *) continue ;;
  esac
  printf '{"jsonrpc":"2.0","id":%s,"result":%s}\n' "$id" "$result"
done
read line < "$2"
