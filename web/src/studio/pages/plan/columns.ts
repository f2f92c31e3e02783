import { clock, count, duration, price } from '@/shared/format'
import type { GridColumn } from './grid/grid'
import type { LinkRow, SegmentRow } from './types'

type Words = (key: string, values?: Record<string, unknown>) => string
const yesNo = (value: boolean) => (value ? '是' : '否')
const yuan = (minor: number | null) => (minor === null ? '' : String(minor / 100))
const shownPrice = (minor: number | null) => (minor === null ? '' : price(minor))
const options = (labels: Record<string, string>) => Object.values(labels).map((label) => ({ value: label, label }))
const thinMargin = 15

/** 排品表: the columns in the order people know; facts of catalog and stock are shown, not typed. */
export function lineupColumns(t: Words, roles: Record<string, string>): GridColumn<LinkRow>[] {
  const head = (key: string) => t(`plan.lineup.${key}`)
  const point = (place: number) => (row: LinkRow) => row.selling_points[place] ?? ''
  const red = (row: LinkRow, ...codes: string[]) => row.risks.some((flag) => codes.includes(flag.code))
  return [
    { key: 'number', title: head('number'), width: 60, text: (r) => String(r.number), show: (r) => `${r.number}号`, editable: true, sticky: true, align: 'center', tone: () => 'strong' },
    { key: 'image', title: head('image'), width: 52, text: (r) => (r.image ? `/uploads/${r.image}` : ''), kind: 'image', sticky: true },
    { key: 'product', title: head('product'), width: 190, text: (r) => r.product_code, show: (r) => r.product_name, editable: true, sticky: true, tone: () => 'strong' },
    { key: 'risks', title: head('risks'), width: 170, text: (r) => r.risks.map((flag) => flag.label).join('、'), show: (r) => r.risks.map((flag) => `${flag.level === 'problem' ? '●' : '▲'} ${flag.label}`).join(' ') || '✓', tone: (r) => (r.risks.some((flag) => flag.level === 'problem') ? 'problem' : r.risks.length ? 'warning' : 'good') },
    { key: 'sku', title: head('sku'), width: 120, text: (r) => `${r.product_code} / ${r.skus.map((sku) => sku.code).join('、')}`, tone: () => 'quiet' },
    { key: 'role', title: head('role'), width: 72, text: (r) => roles[r.role] ?? r.role, editable: true, kind: 'choice', options: options(roles), align: 'center' },
    { key: 'daily_price', title: head('daily_price'), width: 84, text: (r) => yuan(r.daily_price), show: (r) => price(r.daily_price), align: 'right', tone: () => 'quiet' },
    { key: 'live_price', title: head('live_price'), width: 90, text: (r) => yuan(r.live_price), show: (r) => price(r.live_price), editable: true, align: 'right' },
    { key: 'flash_price', title: head('flash_price'), width: 90, text: (r) => yuan(r.flash_price), show: (r) => shownPrice(r.flash_price), editable: true, align: 'right' },
    { key: 'net_price', title: head('net_price'), width: 90, text: (r) => yuan(r.net_price), show: (r) => price(r.net_price), align: 'right', tone: (r) => (red(r, 'below_floor', 'above_daily') ? 'problem' : 'strong') },
    { key: 'mechanism', title: head('mechanism'), width: 170, text: (r) => r.mechanism, editable: true },
    { key: 'cost', title: head('cost'), width: 80, text: (r) => yuan(r.cost), show: (r) => price(r.cost), align: 'right', tone: () => 'quiet' },
    { key: 'margin_percent', title: head('margin_percent'), width: 90, text: (r) => `${r.margin_percent}%`, show: (r) => `${r.margin_percent}%${red(r, 'loss') ? ' 亏' : r.margin_percent < thinMargin ? ' 薄' : ''}`, align: 'right', tone: (r) => (red(r, 'loss') ? 'problem' : r.margin_percent < thinMargin ? 'warning' : 'good') },
    { key: 'commission_percent', title: head('commission_percent'), width: 72, text: (r) => String(r.commission_percent), show: (r) => `${r.commission_percent}%`, editable: true, align: 'right' },
    { key: 'total_stock', title: head('total_stock'), width: 80, text: (r) => String(r.total_stock), show: (r) => count(r.total_stock), align: 'right', tone: (r) => (red(r, 'short_stock') ? 'problem' : 'quiet') },
    { key: 'live_stock', title: head('live_stock'), width: 88, text: (r) => String(r.live_stock), show: (r) => count(r.live_stock), editable: true, align: 'right', tone: (r) => (red(r, 'short_stock', 'no_stock_planned') ? 'problem' : '') },
    { key: 'spare_stock', title: head('spare_stock'), width: 72, text: (r) => String(r.spare_stock), show: (r) => count(r.spare_stock), editable: true, align: 'right' },
    { key: 'per_user_limit', title: head('per_user_limit'), width: 68, text: (r) => String(r.per_user_limit), show: (r) => (r.per_user_limit ? `${r.per_user_limit} 件` : '不限'), editable: true, align: 'right' },
    { key: 'point_1', title: head('point_1'), width: 150, text: point(0), editable: true },
    { key: 'point_2', title: head('point_2'), width: 150, text: point(1), editable: true },
    { key: 'point_3', title: head('point_3'), width: 150, text: point(2), editable: true },
    { key: 'proof', title: head('proof'), width: 170, text: (r) => r.proof, show: (r) => r.proof || '▲ 缺', editable: true, tone: (r) => (r.proof ? '' : 'warning') },
    { key: 'rival_price', title: head('rival_price'), width: 84, text: (r) => yuan(r.rival_price), show: (r) => shownPrice(r.rival_price), editable: true, align: 'right', tone: (r) => (red(r, 'dearer') ? 'warning' : '') },
    { key: 'slot', title: head('slot'), width: 116, text: (r) => (r.slot_starts_at ? clock(r.slot_starts_at).slice(0, 5) : ''), show: (r) => (r.slot_starts_at ? `${clock(r.slot_starts_at).slice(0, 5)} · ${duration(r.slot_seconds)}` : '未排'), tone: (r) => (r.slot_starts_at ? 'quiet' : 'warning') },
    { key: 'talk_minutes', title: head('talk_minutes'), width: 76, text: (r) => String(r.talk_minutes), show: (r) => `${r.talk_minutes} 分`, editable: true, align: 'right' },
    { key: 'host_name', title: head('host_name'), width: 76, text: (r) => r.host_name, editable: true },
    { key: 'sample_ready', title: head('sample_ready'), width: 80, text: (r) => yesNo(r.sample_ready), show: (r) => (r.sample_ready ? '✓ 到位' : '▲ 未到'), editable: true, kind: 'yesno', align: 'center', tone: (r) => (r.sample_ready ? 'good' : 'warning') },
    { key: 'ship', title: head('ship'), width: 84, text: (r) => String(r.ship_within_hours), show: (r) => `${r.ship_within_hours} 小时`, tone: () => 'quiet' },
    { key: 'after_sale', title: head('after_sale'), width: 150, text: (r) => (r.return_days ? `${r.return_days} 天无理由` : `不适用：${r.return_exempt_reason}`), tone: () => 'quiet' },
    { key: 'risk_words', title: head('risk_words'), width: 110, text: (r) => r.risk_words, editable: true, tone: (r) => (r.risk_words ? 'warning' : '') },
    { key: 'note', title: head('note'), width: 180, text: (r) => r.note, editable: true },
    { key: 'sku_prices', title: head('sku_prices'), width: 190, text: (r) => r.sku_prices, show: (r) => r.sku_prices.replaceAll(':', ' ¥'), editable: true },
  ]
}

/** 直播脚本: a row is a stretch of time; where it starts follows from the rows above. */
export function scriptColumns(t: Words, parts: Record<string, string>): GridColumn<SegmentRow>[] {
  const head = (key: string) => t(`plan.script.${key}`)
  const cell = (key: keyof SegmentRow, width: number): GridColumn<SegmentRow> => ({
    key, title: head(key), width, text: (row) => String(row[key] ?? ''), editable: true, kind: 'long',
  })
  return [
    { key: 'slot', title: head('slot'), width: 116, text: (r) => clock(r.starts_at), show: (r) => `${clock(r.starts_at)}`, sticky: true, tone: () => 'quiet' },
    { key: 'title', title: head('title'), width: 190, text: (r) => r.title, show: (r) => `${r.is_locked ? '🔒 ' : ''}${r.is_cant_miss ? '★ ' : ''}${r.title}`, editable: true, sticky: true, tone: () => 'strong' },
    { key: 'seconds', title: head('seconds'), width: 76, text: (r) => duration(r.seconds), editable: true, align: 'right' },
    { key: 'part', title: head('part'), width: 92, text: (r) => parts[r.part] ?? r.part, editable: true, kind: 'choice', options: options(parts) },
    { key: 'link_number', title: head('link_number'), width: 150, text: (r) => (r.link_number === null ? '' : String(r.link_number)), show: (r) => (r.link_number === null ? '' : `${r.link_number}号 ${r.product_name}`), editable: true },
    { ...cell('talk_points', 320), show: (r) => r.talk_points },
    { key: 'read', title: head('read'), width: 96, text: (r) => duration(r.read_seconds), show: (r) => (r.read_seconds > r.seconds ? `${duration(r.read_seconds)} 超时` : duration(r.read_seconds)), align: 'right', tone: (r) => (r.read_seconds > r.seconds ? 'problem' : 'quiet') },
    cell('assistant_action', 150),
    { ...cell('console_action', 160), tone: (r) => (r.is_cant_miss ? 'problem' : '') },
    cell('traffic_action', 130),
    cell('interaction', 150),
    { key: 'blocks', title: head('blocks'), width: 170, text: (r) => r.blocks.map((one) => one.title).join('、'), show: (r) => r.blocks.map((one) => `◈ ${one.title}`).join(' '), tone: (r) => (r.blocks.length ? 'strong' : 'quiet') },
    cell('camera', 130),
    cell('target', 140),
    cell('compliance_note', 170),
    { key: 'is_cant_miss', title: head('is_cant_miss'), width: 84, text: (r) => yesNo(r.is_cant_miss), show: (r) => (r.is_cant_miss ? '★ 是' : ''), editable: true, kind: 'yesno', align: 'center', tone: (r) => (r.is_cant_miss ? 'problem' : 'quiet') },
    { key: 'is_locked', title: head('is_locked'), width: 68, text: (r) => yesNo(r.is_locked), show: (r) => (r.is_locked ? '🔒 锁定' : ''), editable: true, kind: 'yesno', align: 'center' },
  ]
}
