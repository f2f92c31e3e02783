/** The picture that a share becomes: product, price, show and QR code, drawn on a canvas. */
export interface PosterWords {
  shop: string
  title: string
  name: string
  price: string
  before: string
  hint: string
}

const WIDTH = 750
const HEIGHT = 1180
const PAD = 48
const QR = 260
const QUIET = 4 // modules around a QR code that stay white
const FONT = '"PingFang SC", "HarmonyOS Sans SC", "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif'

/** A PNG of 750 × 1180; the picture is left out when it cannot be read. */
export async function drawPoster(words: PosterWords, picture: string, qr: string[]): Promise<Blob> {
  const canvas = document.createElement('canvas')
  canvas.width = WIDTH
  canvas.height = HEIGHT
  const pen = canvas.getContext('2d')!
  pen.fillStyle = '#ffffff'
  pen.fillRect(0, 0, WIDTH, HEIGHT)
  await drawPicture(pen, picture, words.name)
  drawWords(pen, words)
  drawQr(pen, qr, WIDTH - PAD - QR, HEIGHT - PAD - QR, QR)
  return new Promise((done, fail) => canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error('poster'))), 'image/png'))
}

async function drawPicture(pen: CanvasRenderingContext2D, source: string, name: string): Promise<void> {
  pen.fillStyle = '#ffe3d3'
  pen.fillRect(0, 0, WIDTH, WIDTH)
  const image = new Image()
  image.src = source || 'data:,'
  const isRead = await image.decode().then(() => true).catch(() => false)
  if (isRead) {
    const scale = Math.max(WIDTH / image.width, WIDTH / image.height)
    const [width, height] = [image.width * scale, image.height * scale]
    pen.save()
    pen.beginPath()
    pen.rect(0, 0, WIDTH, WIDTH)
    pen.clip()
    pen.drawImage(image, (WIDTH - width) / 2, (WIDTH - height) / 2, width, height)
    pen.restore()
    return
  }
  pen.fillStyle = '#93370d'
  pen.font = `600 160px ${FONT}`
  pen.textAlign = 'center'
  pen.fillText(name.replace(/^【[^】]*】/, '').replace(/[^\p{L}\p{N}]/gu, '').slice(0, 2), WIDTH / 2, WIDTH / 2 + 56)
  pen.textAlign = 'left'
}

function drawWords(pen: CanvasRenderingContext2D, words: PosterWords): void {
  const room = WIDTH - 2 * PAD
  write(pen, words.name, PAD, 816, 600, 36, room, 2)
  pen.fillStyle = '#c81e43'
  pen.font = `700 60px ${FONT}`
  pen.fillText(words.price, PAD, 960)
  if (words.before) {
    const at = PAD + pen.measureText(words.price).width + 20
    pen.fillStyle = '#667085'
    pen.font = `400 28px ${FONT}`
    pen.fillText(words.before, at, 960)
    pen.fillRect(at, 949, pen.measureText(words.before).width, 2)
  }
  const beside = room - QR
  write(pen, words.shop, PAD, 1024, 600, 28, beside, 1)
  write(pen, words.title, PAD, 1066, 400, 26, beside, 1)
  write(pen, words.hint, PAD, 1112, 400, 24, beside, 1)
}

/** Text in at most `lines` lines; what does not fit ends with an ellipsis. */
function write(pen: CanvasRenderingContext2D, text: string, x: number, y: number, weight: number, size: number, room: number, lines: number): void {
  pen.fillStyle = weight >= 600 ? '#1a1d21' : '#667085'
  pen.font = `${weight} ${size}px ${FONT}`
  for (const [row, line] of wrap(text, lines, (part) => pen.measureText(part).width <= room).entries()) {
    pen.fillText(line, x, y + row * size * 1.35)
  }
}

export function wrap(text: string, lines: number, fits: (part: string) => boolean): string[] {
  const found: string[] = []
  let line = ''
  for (const char of text) {
    if (fits(line + char)) line += char
    else if (found.length + 1 < lines) {
      found.push(line)
      line = char
    } else {
      while (line && !fits(`${line}…`)) line = [...line].slice(0, -1).join('')
      return [...found, `${line}…`]
    }
  }
  return line ? [...found, line] : found
}

export function drawQr(pen: CanvasRenderingContext2D, rows: string[], x: number, y: number, size: number): void {
  const step = Math.floor(size / (rows.length + 2 * QUIET))
  const start = Math.floor((size - step * rows.length) / 2)
  pen.fillStyle = '#ffffff'
  pen.fillRect(x, y, size, size)
  pen.fillStyle = '#000000'
  for (const [row, cells] of rows.entries()) {
    for (let column = 0; column < cells.length; column++) {
      if (cells[column] === '1') pen.fillRect(x + start + column * step, y + start + row * step, step, step)
    }
  }
}
