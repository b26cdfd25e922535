# shellcheck shell=bash
# The stand-ins of the images that build Java programs and run them: Maven's and Temurin's. standins.sh sources this
# file, which uses that script's functions and variables; it is never run.
# shellcheck disable=SC2154

# What Maven needs besides itself to make a jar, when it cannot fetch plugins.
maven_plugins=(
  libmaven-compiler-plugin-java libmaven-install-plugin-java libmaven-jar-plugin-java libmaven-resources-plugin-java
  libsurefire-java
)

# build_java IMAGE JAVA PACKAGE... builds an image with Debian's packages of that Java where Temurin's is. These packages
# link manual pages, and fail where the directory for them is missing. More lines come from standard input.
build_java() {
  local image=$1 java=$2
  shift 2
  ! is_due standin/trixie || build_debian trixie
  mkdir -p "$work/java"
  build_image --tag "$image" "$work/java" <<DOCKERFILE
FROM standin/trixie
RUN mkdir -p /opt/java /usr/share/man/man1 \
    && apt-get update \
    && apt-get install -y --no-install-recommends curl locales wget $* \
    && rm -rf /var/lib/apt/lists/* \
    && localedef -i en_US -f UTF-8 en_US.UTF-8 \
    && ln -s /usr/lib/jvm/java-$java-openjdk-* /opt/java/openjdk
ENV JAVA_HOME=/opt/java/openjdk PATH=/opt/java/openjdk/bin:\$PATH LANG=en_US.UTF-8 LANGUAGE=en_US:en LC_ALL=en_US.UTF-8
RUN java --version
$(cat)
DOCKERFILE
}

# Builds the stand-in of eclipse-temurin:TAG, where TAG is as in `21-jre-noble`.
build_temurin() {
  local tag=$1 java=${1%%-*} kind
  kind=${tag#"$java"-}
  build_java "eclipse-temurin:$tag" "$java" "openjdk-$java-${kind%%-*}-headless" </dev/null
}

# Builds the stand-in of maven:TAG, where TAG is as in `3.9-eclipse-temurin-21-noble`. Its Maven uses Debian's repository
# instead of Central. That has few packages, and each in one version; Debian's Maven asks for those.
build_maven() {
  local tag=$1 java=${1#*-temurin-}
  build_java "maven:$tag" "${java%%-*}" "openjdk-${java%%-*}-jdk-headless" maven "${maven_plugins[@]}" <<'DOCKERFILE'
ENV MAVEN_HOME=/usr/share/maven MAVEN_CONFIG=/root/.m2
COPY <<'XML' /usr/share/maven/conf/settings.xml
<settings>
  <localRepository>/usr/share/maven-repo</localRepository>
  <offline>true</offline>
</settings>
XML
RUN mvn --version
CMD ["mvn"]
DOCKERFILE
}
