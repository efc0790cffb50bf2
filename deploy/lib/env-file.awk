# Reads deploy/.env.production as docker-compose 1.29 and Compose v2 both read it. What they would read differently is refused:
# 1.29 takes ${…} for a variable everywhere, v2 also $NAME and not in single quotes; both take an unquoted " #" for a comment.
#
#   task=list    prints LINE, NAME and VALUE of every setting, set apart by tabs
#   task=check   prints a sentence for every line that cannot be used; names are known from the lines "NAME=", "#NAME=" and
#                "# NAME=" of the example, which is given first

function problem(text) { print label ", line " FNR ": " text }

# What the value is once its quotes are off; sets `wrong` where it has none that both would read.
function unquoted(text,    quote) {
  wrong = ""
  quote = substr(text, 1, 1)
  if (quote == "\"" || quote == "'") {
    if (length(text) < 2 || substr(text, length(text)) != quote) {
      wrong = "its quotes do not end at the end of the line; close them, and write a comment on a line of its own"
      return ""
    }
    text = substr(text, 2, length(text) - 2)
    if (index(text, quote)) wrong = "it has a quote inside of its quotes; use the other kind of quotes, or another value"
    else if (quote == "\"" && text ~ /[$\\`]/) wrong = "$, \\ and ` mean something in double quotes; use single quotes"
  } else if (text ~ /[ \t]/) wrong = "it holds white space; put the value in single quotes, and a comment on a line of its own"
  else if (text ~ /[$#\\`'"]/) wrong = "it holds one of $ # \\ ` or a quote, which mean something there; put the value in single quotes"
  if (text ~ /\$\{/) wrong = "${ is replaced by docker-compose in whatever quotes; choose another value"
  else if (text ~ /\\/ && !wrong) wrong = "a backslash is read differently by different versions of docker-compose; choose another value"
  return text
}

# How many letters must be changed, left out or put in to make one word of the other (Levenshtein).
function distance(one, other,    i, j, row, above, left, cost) {
  for (j = 0; j <= length(other); j++) row[j] = j
  for (i = 1; i <= length(one); i++) {
    left = row[0]; row[0] = i
    for (j = 1; j <= length(other); j++) {
      above = row[j]
      cost = left + (substr(one, i, 1) != substr(other, j, 1))
      if (above + 1 < cost) cost = above + 1
      if (row[j - 1] + 1 < cost) cost = row[j - 1] + 1
      row[j] = cost; left = above
    }
  }
  return row[length(other)]
}

function nearest(name,    other, best, least, d) {
  least = 1 + length(name) / 3
  for (other in known) {
    d = distance(name, other)
    if (d < least || (d == least && other < best)) { least = d; best = other }
  }
  return best
}

task == "check" && FILENAME == example {
  if (match($0, /^(# ?)?[A-Z][A-Z0-9_]*=/)) {
    name = substr($0, RSTART, RLENGTH - 1); sub(/^# ?/, "", name); known[name] = 1
  }
  next
}

/\r$/ {
  if (task == "check" && !told_of_windows++) problem("it ends as lines on Windows do; run: sed -i 's/\\r$//' " label)
  sub(/\r$/, "")
}
/^[ \t]*(#|$)/ { next }

!/^[A-Za-z_][A-Za-z0-9_]*=/ {
  if (task != "check") next
  if ($0 ~ /^[ \t]*export[ \t]/) problem("leave out the word export; a line is NAME=value")
  else if ($0 ~ /^[ \t]*[A-Za-z_][A-Za-z0-9_]*[ \t]*=/) problem("there is white space around the name; a line is NAME=value")
  else problem("it is no setting and no comment; a line is NAME=value, and a comment begins with #")
  next
}

{
  equals = index($0, "=")
  name = substr($0, 1, equals - 1)
  value = substr($0, equals + 1)
  sub(/[ \t]+$/, "", value)
  value = unquoted(value)
  if (task == "list") { print FNR "\t" name "\t" value; next }

  if (name in first) problem(name " stands on line " first[name] " already; take one of the two away")
  else first[name] = FNR
  if (!(name in known)) {
    near = nearest(name)
    problem("there is no setting " name (near ? "; " near " is meant, perhaps" : "; deploy/.env.production.example lists them all"))
  }
  lower = tolower(value)
  if (wrong) problem(name " cannot be used: " wrong)
  else if (lower ~ /change[-_]?me|placeholder|your[-_]|undefined|[<>]|example\.(org|com|net)/)
    problem(name " still holds a placeholder; put your own value in its place")
}
