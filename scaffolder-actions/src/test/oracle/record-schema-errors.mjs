import jsonschema from 'jsonschema';
import { writeFileSync } from 'node:fs';
const { validate } = jsonschema;
const rows = [];
const add = (schema, ...instances) => { for (const instance of instances) rows.push({ schema, instance }); };
add({required:['name','owner'],properties:{name:{type:'string'},owner:{type:'string'}}},{}, {name:1}, {name:'a',owner:'b'}, {name:null,owner:[]}, 'x', [], null);
for (const type of ['string','number','integer','boolean','array','null','object','any','date','nosuch',['string','null'],['integer','boolean'],[{type:'string'}]]) add({properties:{a:{type}}},{a:'x'},{a:1},{a:1.5},{a:2.0},{a:true},{a:[]},{a:null},{a:{}},{});
add({additionalProperties:false,properties:{a:{}}},{a:1,zz:2},{b:1,c:2},{});
add({additionalProperties:{type:'string'},properties:{a:{}}},{a:1,zz:2,'x y':3,'1a':4,'5':5,'a.b':6});
add({patternProperties:{'^x':{type:'number'}},additionalProperties:false},{x1:'s',y:2},{x1:1});
add({propertyNames:{pattern:'^[a-z]+$'}},{A:1,b:2},{b:1});
add({minProperties:1,maxProperties:2},{},{a:1},{a:1,b:2,c:3});
add({properties:{a:{pattern:'^[a-z]+$'}}},{a:'abc'},{a:'ABC'},{a:5},{a:''});
add({properties:{a:{pattern:'b"\\d'}}},{a:'x'});
add({properties:{a:{enum:['x','y']}}},{a:'x'},{a:'z'},{a:null},{});
add({properties:{a:{enum:[1,null,true,[1,2],{b:1}]}}},{a:1},{a:[1,2]},{a:{b:1}},{a:'1'});
add({properties:{a:{const:2}}},{a:2},{a:3},{a:'2'});
add({properties:{a:{const:{x:[1]}}}},{a:{x:[1]}},{a:{x:[2]}});
add({properties:{a:{oneOf:[{type:'string'},{type:'number',minimum:5}]}}},{a:'x'},{a:1},{a:true},{a:7});
add({oneOf:[{required:['a'],title:'A way'},{required:['b'],$id:'bid'},{$ref:'#/definitions/d'}],definitions:{d:{required:['z']}}},{},{a:1},{a:1,b:1});
add({anyOf:[{required:['a']},{required:['b'],$id:'bid'}]},{},{a:1});
add({allOf:[{required:['a']},{required:['b'],properties:{c:{type:'string'}}}]},{a:1},{c:1},{a:1,b:1});
add({not:{required:['a']}},{a:1},{});
add({properties:{a:{not:{type:'string'}}}},{a:'x'},{a:1});
add({if:{properties:{k:{const:'x'}},required:['k']},then:{required:['y']},else:{required:['n']}},{k:'x'},{k:'z'},{k:'x',y:1});
add({allOf:[{if:{properties:{k:{const:'x'}}},then:{required:['y'],properties:{y:{minLength:3}}}}]},{k:'x'},{k:'x',y:'a'},{k:'q'});
add({dependencies:{a:['b','c']}},{a:1},{a:1,b:1,c:1},{});
add({dependencies:{a:{required:['b'],properties:{b:{type:'string'}}}}},{a:1},{a:1,b:2},{a:1,b:'x'});
add({dependencies:{a:'b'}},{a:1});
add({dependencies:{k:{oneOf:[{properties:{k:{enum:['x']},v:{type:'string'}},required:['v']},{properties:{k:{enum:['y']}}}]}}},{k:'x'},{k:'y'},{k:'x',v:'1'},{k:'z'});
add({properties:{s:{minLength:2,maxLength:4},l:{minItems:1,maxItems:2},u:{uniqueItems:true},n:{minimum:1,maximum:5},x:{exclusiveMinimum:1,exclusiveMaximum:5},b:{minimum:1,exclusiveMinimum:true,maximum:5,exclusiveMaximum:true},m:{multipleOf:0.1},d:{divisibleBy:3}}},{s:'a',l:[],u:[1,1],n:0,x:1,b:1,m:0.15,d:4},{s:'abcde',l:[1,2,3],u:[{a:1},{a:1}],n:6,x:5,b:5,m:0.3,d:6},{s:'🐢',u:[1,'1',true]},{m:1.1},{n:1.5,x:1.5});
add({properties:{l:{items:{type:'string'}}}},{l:['a',1,null]},{l:[]});
add({properties:{l:{items:[{type:'string'},{type:'number'}],additionalItems:false}}},{l:['a','b']},{l:['a',1,2]},{l:['a']});
add({properties:{l:{items:[{type:'string'}],additionalItems:{type:'number'}}}},{l:['a','b']});
add({properties:{l:{contains:{const:1}}}},{l:[2]},{l:[1]},{l:[]});
add({properties:{a:{required:true}}},{},{a:1});
add({properties:{a:{properties:{b:{items:{properties:{c:{type:'string'}}}}}}}},{a:{b:[{c:1},{c:'x'}]}});
add({properties:{a:{$ref:'#/definitions/x'}},definitions:{x:{type:'string',minLength:2}}},{a:1},{a:'z'});
add({properties:{a:{$id:'http://x/y',type:'string'}}},{a:1});
add({properties:{a:false,b:true}},{a:1},{b:1},{});
add({properties:{'a b':{type:'string'},'1':{type:'string'},'x.y':{type:'string'},'q"':{type:'string'}}},{'a b':1,'1':1,'x.y':1,'q"':1});
add({dependentRequired:{a:['b']},unevaluatedProperties:false,'ui:field':'X',enumNames:['a'],errorMessage:'x'},{a:1});
const formats = {
 'date-time':['2020-01-01T00:00:00Z','2020-01-01 00:00:00.5+01:00','2020-13-01T00:00:00Z','x','2020-01-01'],date:['2020-01-31','2020-1-1','2020-01-32'],time:['12:00:00','25:00:00','12:00'],duration:['P1D','PT5M','P','P2W','1D'],
 email:['a@b.c','a@b','a.b+c@d-e.f','@b.c','a b@c.d','a@[1.2.3.4]','a..b@c.d'],'idn-email':['ä@b','@b','a'],'ip-address':['1.2.3.4','256.1.1.1','1.2.3'],ipv4:['0.0.0.0','1.2.3.4.5'],ipv6:['::1','1:2:3:4:5:6:7:8','1::2::3','::ffff:1.2.3.4','g::1','1:2:3','fe80::1%eth0','::'],
 uri:['http://x','x:y z','x','mailto:a@b'],'uri-reference':['/a/b','a b','#f','?q','http://x/y','a%zz'],iri:['http://ä','ä'],'iri-reference':['/ä','a b'],uuid:['123e4567-e89b-12d3-a456-426614174000','123'],'json-pointer':['/a/b','a','/~2','','/~0'],'relative-json-pointer':['1/a','a','0#'],
 hostname:['a.b-c','-a','a..b','a.'],'host-name':['x_y'],'utc-millisec':['123','x','1.5'],regex:['[a','a+','(?=x)'],style:['color: red','x'],color:['#fff','#ggg','red','rgb(1,2,3)','nocolor'],phone:['+123456789','123'],alpha:['abc','a1'],alphanumeric:['a1','a-'],'data-url':['x'],password:['x'],'entity-ref':['x'],nosuch:['x'] };
for (const [format, values] of Object.entries(formats)) add({properties:{a:{format}}}, ...values.map(a => ({a})), {a:1});
for (const row of rows) {
  try { row.errors = JSON.parse(JSON.stringify(validate(row.instance, row.schema).errors.map(e => ({...e, argument: e.name === 'allOf' ? {id: e.argument.id, length: e.argument.length} : e.argument})))); }
  catch (e) { row.throws = e.message; }
}
writeFileSync(process.argv[2], '[\n' + rows.map(r => JSON.stringify(r)).join(',\n') + '\n]\n');
console.log(rows.length, rows.filter(r => r.throws));
