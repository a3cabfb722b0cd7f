// A mail server on this machine, for the demo: every mail that comes lies in FOLDER as ADDRESS.txt, readable.
//   node demo/mailbox.mjs FOLDER      prints its port, then serves until it is killed
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { MailServer } from '../tests/alerts/lib.mjs';

const [folder] = process.argv.slice(2);
const server = new MailServer({ hideSTARTTLS: true, disabledCommands: ['STARTTLS', 'AUTH'] }, {});
server.onMail = (mail) => {
  const text = `From: ${mail.from.text}\nTo: ${mail.to.text}\nSubject: ${mail.subject}\n\n${mail.text.trim()}\n`;
  appendFileSync(join(folder, `${mail.envelope.rcptTo[0].address}.txt`), text);
};
await server.listen(0);
console.log(server.server.server.address().port);
