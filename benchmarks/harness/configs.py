"""Configuration files of nginx and HAProxy. Words in <angle brackets> are filled in."""

import resource

MOST_FILES = 65536

NGINX_COMMON = """
daemon off;
worker_processes 1;
worker_rlimit_nofile <files>;
pid <directory>/<name>.pid;
error_log <directory>/<name>.log <level>;
events {
    worker_connections <connections>;
    multi_accept on;
}
http {
    access_log off;
    default_type application/octet-stream;
    keepalive_requests 1000000000;
    keepalive_timeout 300s;
    sendfile on;
    tcp_nopush on;
    client_body_temp_path <directory>/<name>.temp;
    proxy_temp_path <directory>/<name>.temp;
    fastcgi_temp_path <directory>/<name>.temp;
    uwsgi_temp_path <directory>/<name>.temp;
    scgi_temp_path <directory>/<name>.temp;
"""

BACKEND = NGINX_COMMON + """
    open_file_cache max=16;
    server {
        listen 127.0.0.1:<port> backlog=4096;
        root <directory>/content;
        location = /post {
            return 200 ok;
        }
    }
    server {
        listen 127.0.0.1:<secure_port> ssl backlog=4096;
        ssl_certificate <certificate>;
        ssl_certificate_key <key>;
        root <directory>/content;
    }
}
"""

# max_fails=0: the dead peer is tried first on every request
NGINX = NGINX_COMMON + """
    upstream live {
        server 127.0.0.1:<live_port>;
        keepalive 1024;
        keepalive_requests 1000000000;
    }
    upstream secure {
        server 127.0.0.1:<secure_port>;
        keepalive 1024;
        keepalive_requests 1000000000;
    }
    upstream dead {
        server 127.0.0.1:<dead_port> max_fails=0;
        server 127.0.0.1:<live_port> max_fails=0 backup;
        keepalive 1024;
        keepalive_requests 1000000000;
    }
    server {
        listen 127.0.0.1:<port><tls> backlog=4096;
        ssl_certificate <certificate>;
        ssl_certificate_key <key>;
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_set_header Host $http_host;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_set_header X-Forwarded-Proto $scheme;
        proxy_max_temp_file_size 0;
        location / {
            proxy_pass http://live;
        }
        location /dead/ {
            proxy_pass http://dead;
        }
        location /tls/ {
            proxy_pass https://secure;
        }
    }
}
"""

# "balance first" tries the dead peer first on every request, and a redispatch leaves it out
HAPROXY = """
global
    nbthread 1
    maxconn 8192
defaults
    mode http
    option http-keep-alive
    option forwardfor
    http-reuse safe
    timeout connect 5s
    timeout client 300s
    timeout server 300s
    timeout http-keep-alive 300s
frontend client
    bind 127.0.0.1:<port><tls> backlog 4096
    http-request set-header X-Forwarded-Proto %[ssl_fc,iif(https,http)]
    use_backend secure if { path_beg /tls/ }
    use_backend dead if { path_beg /dead/ }
    default_backend live
backend live
    server live 127.0.0.1:<live_port>
backend secure
    server secure 127.0.0.1:<secure_port> ssl verify none
backend dead
    balance first
    retries 1
    option redispatch 1
    server dead 127.0.0.1:<dead_port> id 1
    server live 127.0.0.1:<live_port> id 2
"""


def fill(template, connections=8192, **values):
    # An unlimited number of files is -1
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    values.update(connections=connections, files=min(limit, MOST_FILES) if limit > 0 else MOST_FILES)
    for name, value in values.items():
        template = template.replace(f"<{name}>", str(value))
    return template
