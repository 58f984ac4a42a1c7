# Runs a compiler of kernels, and keeps what ptxas says of them in a file beside the object file.
for word; do
  if [ "$before" = -o ]; then object=$word; fi
  before=$word
done
"$@" 2> "$object.usage"
status=$?
if [ $status -ne 0 ]; then cat "$object.usage" >&2; fi
exit $status
