#!/bin/sh
# Copies what the tests and benchmarks on a device are built with, beside the CUDA toolkit, into a folder that a machine
# without a network can be given: headers and static libraries of Debian's packages. usage: carry.sh FOLDER
set -eu
to=$1
rm -rf "$to"
mkdir -p "$to/include" "$to/lib"
for package in libgtest-dev libjpeg62-turbo-dev libpng-dev zlib1g-dev nlohmann-json3-dev libxxhash-dev; do
  dpkg -L "$package" | while read -r file; do
    [ -f "$file" ] || continue
    case $file in
      /usr/include/x86_64-linux-gnu/*) as=include/${file#/usr/include/x86_64-linux-gnu/} ;;
      /usr/include/*) as=${file#/usr/} ;;
      */libpng16.a) as=lib/libpng.a ;;
      *.a) as=lib/$(basename "$file") ;;
      /usr/share/cmake/*) as=${file#/usr/} ;;
      *) continue ;;
    esac
    mkdir -p "$to/$(dirname "$as")"
    cp -L "$file" "$to/$as"
  done
done
du -sh "$to"
