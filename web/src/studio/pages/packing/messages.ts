import type { Messages } from '@/shared/i18n'

export const messages: Messages = {
  'zh-CN': {
    packing: {
      title: '发货', waiting: '{parcels} 个包裹待发 · {orders} 单', show: '场次', allShows: '全部场次', noShow: '不在直播场次', house: '仓库', allHouses: '全部仓库',
      noHouse: '没有一个仓库备齐', noHouseHint: '先调拨到一个仓库，再发货。', transfer: '去调拨', buyer: '买家', goods: '商品', orders: '订单', units: '{n} 件',
      merged: '合并 {n} 单', placed: '最早下单', place: '收货地', noPlace: '没有收货地址', from: '从这里发', waited: '已等 {h} 小时',
      why: { only: '只有这里备齐', priority: '优先级最高', nearest: '离买家最近', most_stock: '库存最多', fewest_parcels: '包裹最少', none: '' },
      keys: 'J / K 上下 · X 选中 · S 发货 · P 拣货单 · I 导入单号 · E 导出 · ? 帮助', selected: '已选 {n} 个包裹', clear: '取消选择', selectAll: '全选本页',
      ship: '发货', shipTitle: '发出这个包裹', shipLeft: '发完后自动到下一个选中的包裹，还有 {n} 个', carrier: '快递公司', trackingNo: '运单号', trackingHint: '扫码或输入 6 到 40 位字母、数字',
      badNumber: '“{no}”不是运单号：要 6 到 40 位字母、数字或短横线，请重新扫码或输入。', shipped: '已发货：{carrier} {no}', label: '查看收货地址', labelHint: '查看会记入审计', copyLabel: '复制',
      pick: '拣货单', pickTitle: '拣货单', pickEmpty: '没有可以拣的商品', print: '打印', printed: '打印时间', lot: '批次（先到期先出）', noLots: '不分批次', expires: '{day} 到期', parcels: '包裹数', count: '件数', sum: '合计',
      picked: '已拣', export: '导出快递单', import: '导入单号', importTitle: '导入运单号', importHint: 'CSV 或 XLSX，三列：订单号、快递公司、运单号。先核对，确认后才会发货。', choose: '选择文件',
      dry: '核对结果：可以发出 {parcels} 个包裹，{orders} 单；{bad} 行有问题。', stored: '已发出 {parcels} 个包裹，{orders} 单；{bad} 行没有发。', nothing: '没有一行可以发货，请按下面的提示修改后重新选择文件。',
      line: '行', value: '内容', problem: '怎么改', commit: '确认发出 {n} 个包裹', help: '键盘', more: '再看 {n} 个', empty: '没有待发的包裹', emptyHint: '付款的订单会出现在这里，同一买家同一地址同一场的订单合成一个包裹。',
      none: '没有符合的包裹', noneHint: '换个场次或仓库试试。', loading: '正在核对订单和库存…', back: '返回', most: '最多先列出最早的 2,000 单',
      help_: { j: '下一个', k: '上一个', x: '选中或取消', a: '查看收货地址', s: '发货（选中多个时逐个发）', p: '打印拣货单', i: '导入运单号', e: '导出快递单', esc: '返回' },
    },
  },
  en: {
    packing: {
      title: 'Packing', waiting: '{parcels} parcels to send · {orders} orders', show: 'Show', allShows: 'All shows', noShow: 'Outside shows', house: 'Warehouse', allHouses: 'All warehouses',
      noHouse: 'No warehouse has all of it', noHouseHint: 'Transfer the goods to one warehouse first.', transfer: 'Transfer', buyer: 'Buyer', goods: 'Goods', orders: 'Orders', units: '{n} units',
      merged: '{n} orders together', placed: 'First placed', place: 'To', noPlace: 'No address', from: 'From', waited: 'waits {h} h',
      why: { only: 'only one with all of it', priority: 'highest priority', nearest: 'nearest to the buyer', most_stock: 'most stock', fewest_parcels: 'fewest parcels', none: '' },
      keys: 'J / K move · X select · S ship · P picking list · I import · E export · ? help', selected: '{n} parcels selected', clear: 'Clear', selectAll: 'Select these',
      ship: 'Ship', shipTitle: 'Ship this parcel', shipLeft: 'The next selected parcel follows; {n} more', carrier: 'Carrier', trackingNo: 'Tracking no.', trackingHint: 'Scan or type 6 to 40 letters or digits',
      badNumber: '“{no}” is no tracking number: it has 6 to 40 letters, digits or dashes. Scan or type it again.', shipped: 'Shipped: {carrier} {no}', label: 'Show the address', labelHint: 'The audit records who looked', copyLabel: 'Copy',
      pick: 'Picking list', pickTitle: 'Picking list', pickEmpty: 'Nothing to pick', print: 'Print', printed: 'Printed', lot: 'Lots (first expired first)', noLots: 'No lots', expires: 'expires {day}', parcels: 'Parcels', count: 'Units', sum: 'Sum',
      picked: 'Picked', export: 'Export carrier sheet', import: 'Import numbers', importTitle: 'Import tracking numbers', importHint: 'CSV or XLSX with three columns: order no., carrier, tracking no. It is checked first; nothing leaves before you confirm.', choose: 'Choose a file',
      dry: 'Checked: {parcels} parcels with {orders} orders can leave; {bad} rows cannot.', stored: '{parcels} parcels with {orders} orders have left; {bad} rows have not.', nothing: 'No row can be shipped. Mend them as told below and choose the file again.',
      line: 'Row', value: 'Content', problem: 'What to do', commit: 'Ship {n} parcels', help: 'Keyboard', more: '{n} more', empty: 'No parcel waits', emptyHint: 'Paid orders will stand here; orders of one buyer, address and show share a parcel.',
      none: 'No such parcels', noneHint: 'Try another show or warehouse.', loading: 'Reading orders and stock…', back: 'Back', most: 'The oldest 2,000 orders are listed first',
      help_: { j: 'Next', k: 'Before', x: 'Select or not', a: 'Show the address', s: 'Ship (the selected one after the other)', p: 'Print the picking list', i: 'Import tracking numbers', e: 'Export the carrier sheet', esc: 'Back' },
    },
  },
}
