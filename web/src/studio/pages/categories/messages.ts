import type { Messages } from '@/shared/i18n'

export const messages: Messages = {
  'zh-CN': {
    categories: {
      title: '类目与需求', back: '回到商品', tree: '类目树', lead: '买家在购物袋里按类目和需求筛选；“筛选”是近 90 天买家用它的次数。', none: '还没有类目。在这里添加，或在商品里直接写 家居/家纺。',
      name: '类目', products: '商品', uses: '筛选', addTop: '添加一级类目', addChild: '添加下级', rename: '改名', up: '上移', down: '下移', moveTo: '移动到…', merge: '并入…', attributes: '属性', remove: '删除', top: '（最上级）',
      askName: '类目名称', askMove: '把「{name}」移动到哪个类目下面？', askMerge: '「{name}」的商品和下级都并入哪个类目？合并后它就没有了。', askRemove: '删除「{path}」和它的下级？其中的 {n} 个商品会移到{to}，不会丢失。', toNone: '“无类目”', removed: '已删除，{n} 个商品移到上一级',
      attributeTitle: '「{name}」的 SKU 要填的属性', attributeLead: '下级类目也适用。可选值留空表示随意填写。', attribute: '属性名', choices: '可选值', required: '必填', addAttribute: '加一个属性', inherited: '另有上级类目的属性：{names}',
      needs: '需求/场景', needLead: '第二种分类：商品为了什么而买。用箭头排序。', needName: '需求名', addNeed: '加一个需求', saveNeeds: '保存需求', synonyms: '搜索同义词', synonymLead: '一行一组，词之间用空格或逗号隔开。买家和员工搜索时互相能找到。常用的（如 移动电源=充电宝）已经内置。', saveSynonyms: '保存同义词', try: '试一试', tryHint: '输入买家会输入的字，如 maojin、kqzg、毛金', way: {
        code: '编码相同', name: '名称相同', starts: '名称开头', inside: '名称包含', code_part: '编码包含', synonym: '同义词', other: '品牌、类目、属性', pinyin: '拼音', initials: '首字母', alike: '同音', other_sound: '属性的拼音', slip: '差一两个字', mixed: '字序不同',
      }, nothing: '没有找到',
    },
  },
  en: {
    categories: {
      title: 'Categories and needs', back: 'Back to products', tree: 'Category tree', lead: 'Buyers filter the bag by category and need; “filtered” counts their uses in 90 days.', none: 'No categories yet. Add one here, or type Home/Linen in a product.',
      name: 'Category', products: 'Products', uses: 'Filtered', addTop: 'Add at the top', addChild: 'Add below', rename: 'Rename', up: 'Up', down: 'Down', moveTo: 'Move to…', merge: 'Merge into…', attributes: 'Attributes', remove: 'Delete', top: '(top)',
      askName: 'Name of the category', askMove: 'Under which category shall “{name}” stand?', askMerge: 'Into which category do products and sub-categories of “{name}” go? It is gone afterwards.', askRemove: 'Delete “{path}” and what is below? Its {n} products go to {to}; none is lost.', toNone: '“no category”', removed: 'Deleted; {n} products moved up',
      attributeTitle: 'Attributes of SKUs in “{name}”', attributeLead: 'Sub-categories inherit them. No choices means any value.', attribute: 'Attribute', choices: 'Choices', required: 'Required', addAttribute: 'Add an attribute', inherited: 'Also from above: {names}',
      needs: 'Needs', needLead: 'The second way to sort: what a product is bought for. Order them with the arrows.', needName: 'Need', addNeed: 'Add a need', saveNeeds: 'Save needs', synonyms: 'Search synonyms', synonymLead: 'One group a line, words separated by spaces or commas. Searches find each by the others. Common ones are built in.', saveSynonyms: 'Save synonyms', try: 'Try it', tryHint: 'What a buyer would type: maojin, kqzg', way: {
        code: 'same code', name: 'same name', starts: 'name begins', inside: 'in the name', code_part: 'in a code', synonym: 'synonym', other: 'brand, category, attribute', pinyin: 'pinyin', initials: 'initials', alike: 'same sound', other_sound: 'pinyin of an attribute', slip: 'a slip or two', mixed: 'another order',
      }, nothing: 'Nothing found',
    },
  },
}
