"""The images that Docker Hub has under one word: ``nginx`` is ``docker.io/library/nginx``. No others have such names.

Source: https://github.com/docker-library/official-images/tree/master/library, and those that Docker Hub keeps of what
was there before.
"""

from __future__ import annotations

_NAMES = """
    adminer adoptopenjdk aerospike almalinux alpine alt amazoncorretto amazonlinux api-firewall arangodb archlinux
    azul-zulu backdrop bash bonita buildpack-deps busybox caddy cassandra centos chronograf cirros clearlinux clefos
    clickhouse clojure composer consul convertigo couchbase couchdb crate crux dart debian docker drupal
    eclipse-mosquitto eclipse-temurin eggdrop elasticsearch elixir emqx erlang espocrm euleros express-gateway fedora
    flink fluentd friendica fsharp gazebo gcc geonetwork ghost glassfish golang gradle groovy haproxy haskell haxe
    hello-seattle hello-world hipache hitch hola-mundo httpd hylang ibm-semeru-runtimes ibmjava influxdb iojs irssi
    jenkins jetty jobber joomla jruby julia kaazing-gateway kapacitor kibana known kong krakend lightstreamer liquibase
    logstash mageia mariadb matomo maven mediawiki memcached mongo mongo-express monica mono mysql nats nats-streaming
    neo4j neurodebian nextcloud nginx nim node notary nuxeo odoo open-liberty openjdk opensuse oraclelinux orientdb
    owncloud percona perl photon php php-zendserver phpmyadmin piwik plone postfixadmin postgres pypy python r-base
    rabbitmq rails rakudo-star rapidoid redis redmine registry rethinkdb rocket.chat rockylinux ros ruby rust sapmachine
    satosa scratch sentry silverpeas sl solr sonarqube sourcemage spark spiped storm swarm swift swipl teamspeak
    telegraf thrift tomcat tomee traefik ubuntu ubuntu-debootstrap ubuntu-upstart unit varnish vault
    websphere-liberty wordpress xwiki yourls znc zookeeper
"""
OFFICIAL = frozenset(_NAMES.split())
