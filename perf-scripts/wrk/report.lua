-- Asks for what $METHOD, $TARGET and $BODY_FILE say, counts answers that are not 200, and prints one line that wrk.sh reads:
-- requests a second, the percentiles of a whole answer in µs, faults.

local answers = {}

function setup(thread)
  table.insert(answers, thread)
end

function init(args)
  faults = 0
  wrk.method = os.getenv("METHOD") or "GET"
  local file = os.getenv("BODY_FILE")
  if file and file ~= "" then
    local body = assert(io.open(file, "rb"))
    wrk.body = body:read("*a")
    wrk.headers["Content-Type"] = "application/json"
    body:close()
  end
  wanted = wrk.format(nil, os.getenv("TARGET") or "/")
end

function request()
  return wanted
end

function response(status)
  if status ~= 200 then
    faults = faults + 1
  end
end

function done(summary, latency)
  local faults = 0
  for _, thread in ipairs(answers) do
    faults = faults + thread:get("faults")
  end
  local errors = summary.errors
  faults = faults + errors.connect + errors.read + errors.write + errors.timeout
  print(string.format("wrk %.0f %d %d %d %d", summary.requests / summary.duration * 1e6, latency:percentile(50),
    latency:percentile(99), latency:percentile(99.9), faults))
end
