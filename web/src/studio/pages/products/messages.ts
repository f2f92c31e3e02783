import type { Messages } from '@/shared/i18n'

export const messages: Messages = {
  'zh-CN': {
    products: {
      title: '商品', search: '名称、拼音、首字母、编码、条码', add: '新建商品', import: '导入', export: '导出', all: '全部类目',
      product: '商品', price: '日常价', margin: '毛利率', stock: '库存', state: '状态', listed: '可售', unlisted: '停售', none: '还没有商品。新建一个，或导入表格。', noMatch: '没有符合条件的商品。',
      code: '商品编码', name: '商品名称', category: '类目', brand: '品牌', points: '卖点（最多 3 条）', description: '描述', ship: '发货时效（小时）', returns: '无理由退货（天）', exempt: '不适用原因',
      skus: 'SKU', skuCode: 'SKU 编码', skuName: '规格', barcode: '条码', floor: '底价', cost: '成本', weight: '重量(克)', active: '启用', addSku: '加一行', picture: '换图片', pictureHint: 'JPEG、PNG 或 WebP，10 MB 以内',
      receive: '入库', receiveHow: '入库数量（{name}）', badMoney: '「{value}」不是金额，例如 129 或 129.50', edit: '编辑商品', units: '{n} 件', allNeeds: '全部需求', manage: '类目与需求', settle: '联名结算', unsorted: '{n} 个商品还没有类目',
      tab: { basic: '基本', skus: '规格', pictures: '图片/360', bundle: '组合与预售', promise: '承诺与声明', cobrand: '联名' },
      categoryHint: '选一个，或输入 家居/家纺', needs: '需求/场景', needsHint: '如 送长辈、宿舍', launched: '上市日期', asked: '本类目要填的属性：{names}', attributes: '属性', attribute: '属性', value: '值', gift: '赠品', bundleMark: '组合',
      kind: { gallery: '图片', detail: '材质细节', spin: '360° 全景' }, hint: { gallery: '买家在详情里左右滑看，最多 12 张', detail: '近拍面料、接缝、标签，可放大，最多 12 张', spin: '按转动顺序拍 24–72 张，文件名按顺序编号' }, weight360: '{n} 张，共 {kb} KB', addPictures: '添加', removeAll: '全部删除', caption: '说明', earlier: '往前移', later: '往后移',
      bundleLead: '组合没有自己的库存：卖一件就扣掉每个组成商品的件数。组合里不能再放组合。', part: '组成商品', partHint: '输入名称、拼音或 SKU 编码', presale: '预售发货日', noPresale: '现货',
      exemptHint: '如 定制、鲜活易腐', consent: '买家要单独勾选的确认语', consentStandard: '我已知晓：本商品因「{reason}」不适用七天无理由退货', consentHint: '留空就用上面这句。买家每次下单都要勾选，不会预先勾上。', claims: '功效与品质声明', claimsLead: '每条声明写明依据；买家在商品详情里看得到依据。', claim: '声明', proof: '依据（报告、证书及编号）', noProof: '没有依据的话不要在直播里说',
      cobrandLead: '联名方按净销售额（实付减退款）分成，只算有效期内付款的订单。', partner: '联名方', share: '分成百分比', from: '开始日', until: '结束日', open: '长期', savePartners: '保存联名', noPartner: '这个 SKU 还没有联名方', partnersWho: '只有品牌经理和管理员能改联名分成',
    },
    sheet: {
      title: '导入商品表', lead: '支持 CSV（UTF-8、GBK）和 XLSX。先预览，确认后才写入；空格表示不改。', good: '{n} 个商品可写入（新建 {created}，更新 {updated}，入库 {units} 件）',
      bad: '{n} 处要改，这些行不会写入：{lines}', fresh: '新建', changed: '更新',
    },
  },
  en: {
    products: {
      title: 'Products', search: 'Name, code, SKU, bar code', add: 'New product', import: 'Import', export: 'Export', all: 'All categories',
      product: 'Product', price: 'Daily price', margin: 'Margin', stock: 'Stock', state: 'State', listed: 'For sale', unlisted: 'Off sale', none: 'No products yet. Make one, or import a sheet.', noMatch: 'No product matches.',
      code: 'Product code', name: 'Name', category: 'Category', brand: 'Brand', points: 'Selling points (three at most)', description: 'Description', ship: 'Ships within (hours)', returns: 'Free returns (days)', exempt: 'Why no free returns',
      skus: 'SKUs', skuCode: 'SKU code', skuName: 'Variant', barcode: 'Bar code', floor: 'Floor price', cost: 'Cost', weight: 'Weight (g)', active: 'Active', addSku: 'Add a row', picture: 'Change picture', pictureHint: 'JPEG, PNG or WebP up to 10 MB',
      receive: 'Receive', receiveHow: 'Units received ({name})', badMoney: '“{value}” is no amount; type 129 or 129.50', edit: 'Edit product', units: '{n} units', allNeeds: 'All needs', manage: 'Categories and needs', settle: 'Co-brand settlement', unsorted: '{n} products without a category',
      tab: { basic: 'Basics', skus: 'Variants', pictures: 'Pictures/360', bundle: 'Bundle and pre-sale', promise: 'Promise and claims', cobrand: 'Co-brand' },
      categoryHint: 'Choose one, or type Home/Linen', needs: 'Needs', needsHint: 'Like gift, dormitory', launched: 'On sale since', asked: 'Attributes of this category: {names}', attributes: 'Attributes', attribute: 'Attribute', value: 'Value', gift: 'Gift', bundleMark: 'bundle',
      kind: { gallery: 'Pictures', detail: 'Close-ups', spin: '360° view' }, hint: { gallery: 'Buyers swipe through them, 12 at most', detail: 'Fabric, seams, labels; buyers enlarge them, 12 at most', spin: '24–72 pictures in the order of turning, numbered by file name' }, weight360: '{n} pictures, {kb} KB', addPictures: 'Add', removeAll: 'Remove all', caption: 'Caption', earlier: 'Move forward', later: 'Move back',
      bundleLead: 'A bundle has no stock of its own: each one sold takes its components. Bundles do not nest.', part: 'Component', partHint: 'Name, pinyin or SKU code', presale: 'Pre-sale, ships on', noPresale: 'In stock',
      exemptHint: 'Like made to order, perishable', consent: 'What the buyer has to tick', consentStandard: 'I know: “{reason}”, so there are no free returns', consentHint: 'Empty uses the sentence above. Buyers tick it for each order; it is never ticked beforehand.', claims: 'Claims', claimsLead: 'State the proof of each claim; buyers see it with the product.', claim: 'Claim', proof: 'Proof (report or certificate with number)', noProof: 'Do not say it on air without proof',
      cobrandLead: 'Partners share net sales (paid less refunded) of orders paid within the dates.', partner: 'Partner', share: 'Share in percent', from: 'From', until: 'Until', open: 'Open', savePartners: 'Save partners', noPartner: 'No partner yet', partnersWho: 'Only brand managers and administrators change shares',
    },
    sheet: {
      title: 'Import a product sheet', lead: 'CSV (UTF-8, GBK) or XLSX. You see a preview before anything is stored; a blank cell changes nothing.', good: '{n} products can be stored ({created} new, {updated} changed, {units} units received)',
      bad: '{n} cells to correct; these rows will not be stored: {lines}', fresh: 'new', changed: 'changed',
    },
  },
}
