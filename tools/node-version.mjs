// The first line of every npm script. It is written in the JavaScript of any Node still in use, so that an old one
// can read it and say one clear thing instead of failing on the syntax of the next file.
var OLDEST_MAJOR = 24
var major = Number(process.versions.node.split('.')[0])

if (!(major >= OLDEST_MAJOR)) {
  var message = 'Kinfolio needs Node ' + OLDEST_MAJOR + ' or newer and this is ' + process.version + '. '
  message +=
    'Run `npm install` once: it brings the right Node along, and `npm start`, `npm test` and every `npm run …` use it.'
  console.error(message)
  process.exit(1)
}
