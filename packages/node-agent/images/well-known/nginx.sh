#!/bin/sh
# Runs the host's nginx as the image `nginx` would: in the foreground, and where the image listens on every address, on
# the pod's own. Its configuration is what the pod mounts below /etc/nginx, and else what the image has.
# Usage: nginx.sh PROGRAM COMMAND…; a COMMAND that is not nginx runs as it is.
set -eu
program=$1
shift
[ "${1:-}" = nginx ] || exec "$@"
shift
main="$SAMPAN_ROOT/etc/nginx/nginx.conf"
while [ $# -gt 0 ]; do
  case $1 in
    -c) main=$2 && shift ;;
    -g) [ $# -gt 1 ] && shift ;;
    *) exec "$program" "$@" ;;
  esac
  shift
done

own="$SAMPAN_ROOT/var/cache/nginx"
mkdir -p "$own/conf.d" "$SAMPAN_ROOT/run"
pages="$SAMPAN_ROOT/usr/share/nginx/html"
if [ ! -e "$pages" ]; then
  mkdir -p "$pages"
  cat >"$pages/index.html" <<END
<!DOCTYPE html>
<html><head><title>Welcome to nginx!</title></head><body><h1>Welcome to nginx!</h1></body></html>
END
fi

# There are no mounts: what the pod mounts, and the pages, are found in its root view.
paths="s#([[:space:]\"'])/usr/share/nginx/html#\1$pages#g"
for link in $(find "$SAMPAN_ROOT" -type l); do
  mounted=${link#"$SAMPAN_ROOT"}
  [ "$mounted" = /usr/share/nginx/html ] || paths="$paths;s#([[:space:]\"'])$mounted#\1$link#g"
done
# Pods share the host's network: `listen 80`, `listen *:80` and `listen [::]:80` are the pod's own address.
ours() {
  sed -E \
    -e '/^[[:space:]]*listen[[:space:]]+\[::\]/d' \
    -e "s#(^|[{;[:space:]])(listen[[:space:]]+)((\*|0\.0\.0\.0):)?([0-9]+[[:space:];])#\1\2$POD_IP:\5#g" \
    -e '/^[[:space:]]*(pid|user|daemon)[[:space:]]/d' \
    -e 's#/var/log/nginx/access\.log#/dev/stdout#g' -e 's#/var/log/nginx/error\.log#stderr#g' \
    -e "s#/etc/nginx/conf\.d/#$own/conf.d/#g" \
    -e 's#include[[:space:]]+mime\.types#include /etc/nginx/mime.types#' \
    -e "s#^([[:space:]]*http[[:space:]]*\{)#\1 include $own/paths.conf;#" \
    -e "$paths" "$1"
}
rm -f "$own"/conf.d/*
if [ -d "$SAMPAN_ROOT/etc/nginx/conf.d" ]; then
  for file in "$SAMPAN_ROOT"/etc/nginx/conf.d/*.conf; do
    [ ! -f "$file" ] || ours "$file" >"$own/conf.d/${file##*/}"
  done
else
  echo "server { listen $POD_IP:80; server_name localhost; root $pages; index index.html index.htm; }" >"$own/conf.d/default.conf"
fi
for kind in client_body proxy fastcgi uwsgi scgi; do
  echo "${kind}_temp_path $own/${kind}_temp;"
done >"$own/paths.conf"
if [ -f "$main" ]; then
  ours "$main" >"$own/nginx.conf"
else
  types=
  [ ! -f /etc/nginx/mime.types ] || types='include /etc/nginx/mime.types;'
  cat >"$own/nginx.conf" <<END
worker_processes 1;
error_log stderr notice;
events { worker_connections 1024; }
http {
  $types
  default_type application/octet-stream;
  access_log /dev/stdout combined;
  include $own/paths.conf;
  include $own/conf.d/*.conf;
}
END
fi
directives="daemon off; pid $SAMPAN_ROOT/run/nginx.pid;"
# The pod's folder is its owner's alone: workers of root's nginx would not get in as anybody else.
[ "$(id -u)" != 0 ] || directives="$directives user root $(id -gn);"
if "$program" -h 2>&1 | grep -q -e '-e filename'; then set -- -e stderr; fi
exec "$program" -p "$own" "$@" -c "$own/nginx.conf" -g "$directives"
