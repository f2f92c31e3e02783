import type { Messages } from '@/shared/i18n'

export const messages: Messages = {
  'zh-CN': {
    products: {
      title: '商品', search: '名称、编码、SKU、条码', add: '新建商品', import: '导入', export: '导出', template: '下载模板', all: '全部类目',
      product: '商品', price: '日常价', margin: '毛利率', stock: '库存', state: '状态', listed: '可售', unlisted: '停售', none: '还没有商品。新建一个，或导入表格。', noMatch: '没有符合条件的商品。',
      code: '商品编码', name: '商品名称', category: '类目', brand: '品牌', points: '卖点（最多 3 条）', description: '描述', ship: '发货时效（小时）', returns: '无理由退货（天）', exempt: '不适用原因',
      skus: 'SKU', skuCode: 'SKU 编码', skuName: '规格', barcode: '条码', floor: '底价', cost: '成本', weight: '重量(克)', active: '启用', addSku: '加一行', picture: '换图片', pictureHint: 'JPEG、PNG 或 WebP，10 MB 以内',
      receive: '入库', receiveHow: '入库数量（{name}）', badMoney: '「{value}」不是金额，例如 129 或 129.50', edit: '编辑商品', units: '{n} 件',
    },
    sheet: {
      title: '导入商品表', lead: '支持 CSV（UTF-8、GBK）和 XLSX。先预览，确认后才写入；空格表示不改。', choose: '选择文件', preview: '将要写入', good: '{n} 个商品可写入（新建 {created}，更新 {updated}，入库 {units} 件）',
      bad: '{n} 处要改，这些行不会写入：{lines}', line: '行', column: '列', value: '填的是', message: '怎么改', store: '写入 {n} 个商品', stored: '已写入 {n} 个商品', fresh: '新建', changed: '更新', downloadBad: '下载问题清单', nothing: '没有可以写入的商品',
    },
  },
  en: {
    products: {
      title: 'Products', search: 'Name, code, SKU, bar code', add: 'New product', import: 'Import', export: 'Export', template: 'Template', all: 'All categories',
      product: 'Product', price: 'Daily price', margin: 'Margin', stock: 'Stock', state: 'State', listed: 'For sale', unlisted: 'Off sale', none: 'No products yet. Make one, or import a sheet.', noMatch: 'No product matches.',
      code: 'Product code', name: 'Name', category: 'Category', brand: 'Brand', points: 'Selling points (three at most)', description: 'Description', ship: 'Ships within (hours)', returns: 'Free returns (days)', exempt: 'Why no free returns',
      skus: 'SKUs', skuCode: 'SKU code', skuName: 'Variant', barcode: 'Bar code', floor: 'Floor price', cost: 'Cost', weight: 'Weight (g)', active: 'Active', addSku: 'Add a row', picture: 'Change picture', pictureHint: 'JPEG, PNG or WebP up to 10 MB',
      receive: 'Receive', receiveHow: 'Units received ({name})', badMoney: '“{value}” is no amount; type 129 or 129.50', edit: 'Edit product', units: '{n} units',
    },
    sheet: {
      title: 'Import a product sheet', lead: 'CSV (UTF-8, GBK) or XLSX. You see a preview before anything is stored; a blank cell changes nothing.', choose: 'Choose a file', preview: 'To be stored', good: '{n} products can be stored ({created} new, {updated} changed, {units} units received)',
      bad: '{n} cells to correct; these rows will not be stored: {lines}', line: 'Row', column: 'Column', value: 'It says', message: 'What to do', store: 'Store {n} products', stored: '{n} products stored', fresh: 'new', changed: 'changed', downloadBad: 'Download the list', nothing: 'Nothing can be stored',
    },
  },
}
