-- What wrk found, on one line that can be read by a program: requests, microseconds, 95th percentile, failures.
done = function(summary, latency, requests)
  local failed = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout
  io.write(string.format("FOUND %d %d %d %d\n", summary.requests, summary.duration, latency:percentile(95.0), failed))
end
