/** Why a message was not done: the server's code and words, and whether it may succeed later. */
export class MessageError extends Error {
  constructor({ code, message, temporary, retryAfterMs }) {
    super(message ?? code);
    this.name = 'MessageError';
    this.code = code;
    this.temporary = temporary === true;
    this.retryAfterMs = retryAfterMs;
  }
}
