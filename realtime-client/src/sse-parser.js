/**
 * Reads an event stream as the HTML standard has it, from pieces that may end anywhere.
 * @param {(block: {event?: string, id?: string, data?: string, retry?: number}) => void} onBlock given each block
 */
export function createSseParser(onBlock) {
  let rest = '';
  let block = {};

  function line(text) {
    if (text === '') {
      const whole = block;
      block = {};
      onBlock(whole);
      return;
    }
    const [, name, value] = /^([^:]*):? ?(.*)$/s.exec(text);
    if (name === 'data') {
      block.data = block.data === undefined ? value : `${block.data}\n${value}`;
    } else if (name === 'retry') {
      block.retry = Number(value);
    } else if (name) {
      block[name] = value;
    }
  }

  return (piece) => {
    rest += piece;
    // A CR at the very end may be half of a CRLF.
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop();
    lines.forEach(line);
  };
}
